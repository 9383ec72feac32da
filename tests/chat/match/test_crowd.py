"""Who waits is told how many wait, and nobody else is."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from chat import lookout
from chat.match import crowd
from chat.presence.attendance import Attendance
from tests.chat.match.meeting import seek
from tests.chat.presence.conftest import attendance
from tests.chat.presence.people import PATIENCE_S
from tests.chat.sockets import Socket, connected
from tests.conftest import session_of

__all__ = ["attendance"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "EVERY_S", 0.05)


async def counted(heard: Socket, number: int) -> dict[str, object]:
    """Wait until a socket is told that so many people wait."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            frame = await heard.frame("signal", PATIENCE_S)
            if frame["event"] == "waiting" and frame["count"] == number:
                return frame


async def test_who_waits_hears_how_many_do_and_who_does_not_hears_nothing(
    ann: User, bob: User, eve: User, attendance: Attendance
) -> None:
    sessions = [await sync_to_async(session_of)(user) for user in (ann, bob)]
    async with connected(*sessions) as (hers, his):
        await hers.ask("match.start", tags=["tea"])
        frame = await counted(hers, 1)
        assert frame == {"type": "signal", "stream": "me", "event": "waiting", "ttl": 10, "count": 1}

        await sync_to_async(seek)(eve, tags=["chess"])
        await counted(hers, 2)
        assert await his.quiet()


async def test_who_comes_back_waiting_is_told_at_once(ann: User, attendance: Attendance) -> None:
    await sync_to_async(seek)(ann)
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        await counted(hers, 1)


async def test_it_is_said_again_while_one_waits(
    ann: User, attendance: Attendance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "REMIND_S", 0.2)
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        await hers.ask("match.start")
        for _ in range(3):
            await counted(hers, 1)
