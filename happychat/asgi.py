"""Everything put together for an ASGI server: pages and API by Django, sockets beside it."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "happychat.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from chat.actions.previewing import looking  # noqa: E402  # Django must be set up first
from chat.consumers import ChatConsumer  # noqa: E402
from chat.events import events  # noqa: E402
from chat.exporting.worker import exporter  # noqa: E402
from chat.plain_http import refuse  # noqa: E402
from chat.polling import sync  # noqa: E402
from chat.presence.attendance import attendance  # noqa: E402
from chat.robot.answering import robot  # noqa: E402
from chat.sweeper import sweeper  # noqa: E402
from happychat.bodies import BodyTooLarge, bounded, is_want_of_room  # noqa: E402
from happychat.commands.errors import Busy, Drain, TooLong  # noqa: E402
from happychat.health import healthz, is_closed, readyz  # noqa: E402
from happychat.parting import parting  # noqa: E402
from happychat.upkeep import upkeep  # noqa: E402

MAX_BODY = settings.MAX_UPLOAD_BYTES + 64 * 1024  # a file, and the form around it

# Answers that last: Django's middleware would hold a thread for each of them.
lasting: dict[str, Any] = {"/api/v1/events": events, "/api/v1/sync": sync}
# A machine that asks how we are does so under any name: Django would refuse a Host that is not the site's.
health: dict[str, Any] = {"/healthz": healthz, "/readyz": readyz}
beside: dict[str, Any] = {**lasting, **health}


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Route by protocol: `/ws/` is the socket, some answers stand beside Django, everything else is Django's."""
    sweeper.started()
    upkeep.started()
    looking.started()
    exporter.started()
    attendance.started()
    robot.started()
    parting.started()
    if scope["type"] == "websocket":
        if scope["path"] == "/ws/":
            await ChatConsumer()(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
    elif scope["type"] == "http" and is_closed() and scope["path"] not in health:
        await refuse(send, Drain())
    elif scope["type"] == "http":
        try:
            await beside.get(scope["path"], pages)(scope, bounded(scope, receive, MAX_BODY), send)
        except BodyTooLarge:
            await refuse(send, TooLong("The request is too large."))
        except OSError as error:
            if not is_want_of_room(error):
                raise
            await refuse(send, Busy())  # Django keeps a large body on disk before it looks at it
