"""Gathers the nouns' addresses."""

from __future__ import annotations

from django.urls import include, path

from praktik.home import views

urlpatterns = [
    path("", views.front_page, name="front_page"),
    path("my/", views.my_page, name="my_page"),
    path("", include("praktik.applications.urls")),
    path("", include("praktik.listings.urls")),
    path("", include("praktik.mail.urls")),
    path("", include("praktik.organisations.urls")),
    path("", include("praktik.placements.urls")),
    path("", include("praktik.recruitment.urls")),
    path("", include("praktik.rounds.urls")),
]
