from __future__ import annotations

from django.urls import path

from praktik.mail import views

urlpatterns = [
    path("my/mails/", views.mail_list, name="mail_list"),
    path("my/mails/<int:pk>/", views.mail_page, name="mail_page"),
    path("mails/stop/<str:token>/", views.mail_unsubscribe, name="mail_unsubscribe"),
]
