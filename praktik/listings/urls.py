from __future__ import annotations

from django.urls import URLPattern, path

from praktik.listings import feeds, views

urlpatterns: list[URLPattern] = [
    path("listings/", views.listing_list, name="listing_list"),
    path("listings/data/", feeds.listing_data, name="listing_data"),
    path("listings/feed/", feeds.listing_feed, name="listing_feed"),
    path("listings/json/", feeds.listing_json, name="listing_json"),
    path("listings/<int:pk>/", views.listing_page, name="listing_page"),
    path("host/", views.host_home, name="host_home"),
    path("host/company/<int:organisation>/listings/new/<slug:round_>/", views.listing_new, name="listing_new"),
    path("host/listings/<int:pk>/", views.listing_edit, name="listing_edit"),
    path("host/listings/<int:pk>/copy/", views.listing_copy_to, name="listing_copy"),
    path("host/listings/<int:pk>/<slug:move>/", views.listing_move, name="listing_move"),
]
