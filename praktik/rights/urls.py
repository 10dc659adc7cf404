from __future__ import annotations

from django.urls import path

from praktik.rights import views

urlpatterns = [
    path("my/data/", views.my_data, name="my_data"),
    path("my/data/copy/", views.ask_copy, name="copy_ask"),
    path("my/data/copy/<int:pk>/", views.copy_page, name="copy_page"),
    path("my/data/copy/<int:pk>/praktik.json", views.copy_file, name="copy_file"),
    path("my/data/erase/", views.erase_me, name="erase_me"),
]
