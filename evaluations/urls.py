from __future__ import annotations

from django.urls import path

from evaluations import views

urlpatterns = [
    path("evaluation/<int:pk>/", views.evaluation_page, name="evaluation_page"),
    path("evaluate/<str:secret>/", views.manager_evaluation, name="manager_evaluation"),
    path("report/", views.evaluation_reports, name="evaluation_reports"),
    path("report/<slug:slug>/", views.evaluation_report, name="evaluation_report"),
    path("report/<slug:slug>/figures.csv", views.evaluation_report_csv, name="evaluation_report_csv"),
    path("stories/", views.story_list, name="story_list"),
    path("stories/<int:pk>/", views.story_page, name="story_page"),
    path("stories/<int:pk>/consent/", views.story_consent, name="story_consent"),
]
