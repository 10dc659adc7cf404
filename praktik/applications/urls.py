from __future__ import annotations

from django.urls import path

from praktik.applications.views import manager, pages, steps, wishes

urlpatterns = [
    path("applications/new/<slug:slug>/", steps.application_start, name="application_start"),
    path("applications/<int:pk>/", pages.application_page, name="application_page"),
    path("applications/<int:pk>/withdraw/", pages.application_withdraw, name="application_withdraw"),
    path("applications/<int:pk>/carry-over/", pages.application_carry_over, name="application_carry_over"),
    path("applications/<int:pk>/ask-again/", pages.manager_resend, name="manager_resend"),
    path("applications/<int:pk>/wishes/add/<slug:kind>/", wishes.wish_add, name="wish_add"),
    path("applications/<int:pk>/wishes/order/", wishes.wishes_order, name="wishes_order"),
    path("applications/<int:pk>/wishes/<int:wish>/<slug:action>/", wishes.wish_change, name="wish_change"),
    path("applications/<int:pk>/<slug:step>/", steps.application_step, name="application_step"),
    path("manager/<str:secret>/", manager.manager_answer, name="manager_answer"),
    path("manager/<str:secret>/pass-on/", manager.manager_pass_on, name="manager_pass_on"),
    path("manager/<str:secret>/new-link/", manager.manager_new_link, name="manager_new_link"),
]
