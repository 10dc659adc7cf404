"""Gathers the nouns' addresses."""

from __future__ import annotations

from django.urls import include, path

from praktik.home import views

urlpatterns = [
    path("", views.front_page, name="front_page"),
    path("my/", views.my_page, name="my_page"),
    path("host/", views.host_home, name="host_home"),
    path("how/", views.how_it_works, name="how_it_works"),
    path("hosts/", views.for_hosts, name="for_hosts"),
    path("managers/", views.for_managers, name="for_managers"),
    path("questions/", views.questions, name="questions"),
    path("privacy/", views.privacy_notice, name="privacy_notice"),
    path("accessibility/", views.accessibility_statement, name="accessibility_statement"),
    path("was", views.was, name="was"),
    path("", include("praktik.alerts.urls")),
    path("", include("praktik.applications.urls")),
    path("", include("praktik.listings.urls")),
    path("", include("praktik.mail.urls")),
    path("", include("praktik.organisations.urls")),
    path("", include("praktik.placements.urls")),
    path("", include("praktik.recruitment.urls")),
    path("", include("praktik.rights.urls")),
    path("", include("praktik.rounds.urls")),
    path("", include("praktik.workshops.urls")),
]
