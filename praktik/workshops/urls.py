from __future__ import annotations

from django.urls import path

from praktik.workshops import views

urlpatterns = [
    path("workshop/<int:pk>/", views.workshop_page, name="workshop_page"),
    path("workshop/<int:pk>/answer/", views.workshop_answer, name="workshop_answer"),
    path("workshop/<int:pk>/calendar.ics", views.workshop_calendar, name="workshop_calendar"),
]
