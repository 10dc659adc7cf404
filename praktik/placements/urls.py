from __future__ import annotations

from django.urls import path

from praktik.placements import views

urlpatterns = [
    path("placement/<int:pk>/", views.placement_page, name="placement_page"),
    path("placement/<int:pk>/agreement/", views.agreement_edit, name="agreement_edit"),
    path("placement/<int:pk>/agreement/send/", views.agreement_send, name="agreement_send"),
    path("placement/<int:pk>/agreement/revise/", views.agreement_revise, name="agreement_revise"),
    path("placement/<int:pk>/agreement/<int:version>/", views.agreement_page, name="agreement_page"),
    path("placement/<int:pk>/agreement/<int:version>/file.pdf", views.agreement_file, name="agreement_file"),
    path("placement/<int:pk>/sign/", views.agreement_sign, name="agreement_sign"),
    path("placement/<int:pk>/sign/manager/", views.manager_link_resend, name="manager_link_resend"),
    path("placement/<int:pk>/end/", views.placement_end, name="placement_end"),
    path("placement/<int:pk>/complete/", views.placement_complete, name="placement_complete"),
    path("placement/<int:pk>/message/", views.message_send, name="message_send"),
    path("placement/<int:pk>/calendar.ics", views.placement_calendar, name="placement_calendar"),
    path("placement/<int:pk>/certificate.pdf", views.placement_certificate, name="placement_certificate"),
    path("sign/<str:secret>/", views.manager_sign, name="manager_sign"),
]
