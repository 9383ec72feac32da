"""People who come and go, at this process or another, and what is told of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from chat.presence.models import Process
from chat.presence.settling import settle
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from happychat.threads import readers
from tests.chat.sockets import Socket
from tests.conftest import signed_in

PATIENCE_S = 15


async def told(heard: Socket, user: User, *, online: bool) -> dict[str, Any]:
    """Wait until a socket is told that somebody is here, or is not."""
    while True:
        frame = await heard.frame("signal", PATIENCE_S)
        if (frame["event"], frame["user"], frame.get("online")) == ("presence", user_name(user.pk), online):
            return frame


async def eventually(question: Callable[[], Any]) -> None:
    """Wait until what is asked of the database is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not await readers.run(question):
            await asyncio.sleep(0.02)


def here(*users: User, process: str = "other") -> None:
    """Let people be connected to another process."""
    with transaction.atomic():
        settle(process, [user.pk for user in users], [])


def gone(*users: User, process: str = "other") -> None:
    """Let them go."""
    with transaction.atomic():
        settle(process, [], [user.pk for user in users])


def sleep(process: str, seconds: float) -> None:
    """Let a process have said nothing for some time."""
    Process.objects.filter(pk=process).update(seen_at=Now() - timedelta(seconds=seconds))


def card(viewer: User, user: User) -> dict[str, Any]:
    """Return somebody's card as another person gets it."""
    answer = signed_in(viewer).get("/api/v1/users", {"ids": user_name(user.pk)})
    found: dict[str, Any] = answer.json()["users"][0]
    return found


def named(announced: list[Step | Signal]) -> list[list[int]]:
    """Return whom the processes were told to look at again."""
    return [orjson.loads(item.frame) for item in announced if isinstance(item, Signal) and item.audience == "presence"]
