from __future__ import annotations

from django.urls import URLPattern, path

from praktik.listings import feeds
from praktik.listings.views import host, public

urlpatterns: list[URLPattern] = [
    path("listings/", public.listing_list, name="listing_list"),
    path("listings/data/", feeds.listing_data, name="listing_data"),
    path("listings/feed/", feeds.listing_feed, name="listing_feed"),
    path("listings/json/", feeds.listing_json, name="listing_json"),
    path("listings/<int:pk>/", public.listing_page, name="listing_page"),
    path("host/company/<int:organisation>/listings/new/<slug:round_>/", host.listing_new, name="listing_new"),
    path("host/listings/<int:pk>/", host.listing_edit, name="listing_edit"),
    path("host/listings/<int:pk>/copy/", host.listing_copy_to, name="listing_copy"),
    path("host/listings/<int:pk>/<slug:move>/", host.listing_move, name="listing_move"),
]
