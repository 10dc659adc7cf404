from __future__ import annotations

from django.urls import URLPattern, path

from praktik.organisations import views

urlpatterns: list[URLPattern] = [
    path("host/join/", views.organisation_join, name="organisation_join"),
    path("host/company/new/", views.organisation_new, name="organisation_new"),
    path("host/company/<int:pk>/", views.organisation_edit, name="organisation_edit"),
    path("host/people/<int:pk>/", views.membership_answer, name="membership_answer"),
    path("host/people/<int:pk>/end/", views.membership_end_page, name="membership_end"),
]
