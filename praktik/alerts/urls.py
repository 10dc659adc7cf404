from __future__ import annotations

from django.urls import path

from praktik.alerts import views

urlpatterns = [
    path("my/alerts/", views.alert_list, name="alert_list"),
    path("my/alerts/<int:pk>/delete/", views.alert_delete, name="alert_delete"),
]
