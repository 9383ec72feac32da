"""Everything put together for an ASGI server: pages and API by Django, sockets beside it."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "happychat.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from chat.consumers import ChatConsumer  # noqa: E402  # Django must be set up first
from chat.sweeper import sweeper  # noqa: E402


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Route by protocol: `/ws/` is the socket, everything else Django's."""
    sweeper.started()
    if scope["type"] == "websocket":
        if scope["path"] == "/ws/":
            await ChatConsumer()(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
    elif scope["type"] == "http":
        await pages(scope, receive, send)
