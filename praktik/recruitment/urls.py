from __future__ import annotations

from django.urls import path

from praktik.recruitment import views

urlpatterns = [
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
]
