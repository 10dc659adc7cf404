from __future__ import annotations

from django.urls import path

from praktik.recruitment import views

urlpatterns = [
    path("wishes/<int:pk>/choice/", views.wish_choice, name="wish_choice"),
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
]
