from __future__ import annotations

from django.urls import path

from matching import views

urlpatterns = [
    path("listings/<int:pk>/applicants/", views.listing_ranking, name="listing_ranking"),
    path("waiting-lists/<int:pk>/", views.waiting_page, name="waiting_page"),
    path("matching/method/", views.matching_method, name="matching_method"),
    path("offers/<int:pk>/", views.offer_page, name="offer_page"),
    path("offers/<int:pk>/accept/", views.offer_accept, name="offer_accept"),
    path("offers/<int:pk>/decline/", views.offer_decline, name="offer_decline"),
]
