"""The chat page: one page, many addresses."""

from __future__ import annotations

from django.urls import path

from chat import qr, views

urlpatterns = [
    path("faces/<int:number>/<str:letter>.svg", views.face, name="face"),
    path("u/<str:username>/qr.svg", qr.person),
    path("", views.app, name="chat"),
    *(
        path(place, views.app)
        for place in (
            "chats",
            "chats/<path:rest>",
            "contacts",
            "contacts/<path:rest>",
            "discover",
            "discover/<path:rest>",
            "lobby",
            "groups/<path:rest>",
            "search",
            "u/<path:rest>",
            "me",
            "me/<path:rest>",
        )
    ),
]
