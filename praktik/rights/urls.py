from __future__ import annotations

from django.urls import path

from praktik.rights import views

urlpatterns = [
    path("my/data/", views.my_data, name="my_data"),
    path("my/data/erase/", views.erase_me, name="erase_me"),
]
