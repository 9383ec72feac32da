"""The addresses of invitations."""

from __future__ import annotations

from django.urls import path

from groups import views

urlpatterns = [
    path("invite/<str:code>/qr.svg", views.invitation_qr),
    path("invite/<path:code>", views.invitation),
]
