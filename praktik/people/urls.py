"""The account's pages: allauth's, and in place of its own for other people's log-ins those that can be off."""

from django.urls import include, path

from praktik.people import views

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("provider/", views.provider_connections, name="socialaccount_connections"),
    path("provider/sign-up/", views.provider_signup, name="socialaccount_signup"),
    path("provider/log-in/", views.provider_login, name="openid_connect_login"),
    path("provider/log-in/callback/", views.provider_callback, name="openid_connect_callback"),
]
