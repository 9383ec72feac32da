"""A device that is signed out from afar is cut off at once, however it is connected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.sessions import end_all_sessions
from chat import sweeper
from happychat.layers import fanout
from tests.chat.pages import Events
from tests.chat.sockets import connected
from tests.chat.test_other_transports import Request, scope
from tests.conftest import session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be found by looking now and then: what closes in these tests was told to."""
    monkeypatch.setattr(sweeper, "EVERY_S", 600)


@pytest.fixture
def listed(ann: User) -> Callable[[], str]:
    """Sign Ann in on one more device, which is in the list of her devices."""
    from allauth.usersessions.models import UserSession

    def sign_in() -> str:
        key = session_of(ann)
        UserSession.objects.create(user=ann, session_key=key, ip="127.0.0.1")
        return key

    return sign_in


async def test_sockets_and_events_close_with_the_code_for_no_session(
    ann: User, bob: User, listed: Callable[[], str]
) -> None:
    mine, at_work, theirs = [await sync_to_async(sign_in)() for sign_in in (listed, listed, lambda: session_of(bob))]
    events = Events(at_work)
    await events.begin()
    await events.event()
    async with connected(mine, theirs) as (socket, bobs):
        await sync_to_async(end_all_sessions)(ann.pk)

        assert await socket.closed() == 4401
        assert await events.event() == {"type": "close", "code": 4401, "last": True}
        assert await bobs.quiet()


async def test_a_poll_that_waits_is_answered_with_401(ann: User, listed: Callable[[], str], settings: Any) -> None:
    key = await sync_to_async(listed)()
    asked = await sync_to_async(scope)(None, "POST", "/api/v1/sync")
    asked["headers"] = [
        (name, value + f"; {settings.SESSION_COOKIE_NAME}={key}".encode() if name == b"cookie" else value)
        for name, value in asked["headers"]
    ]
    poll = Request(asked, b'{"have":{"me":1},"wait":25}')
    while not fanout().people.get(ann.pk):
        await asyncio.sleep(0.01)

    await sync_to_async(end_all_sessions)(ann.pk)

    assert await poll.start() == 401


async def test_what_is_ended_without_a_word_is_still_found_by_looking(
    listed: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "EVERY_S", 0.2)
    key = await sync_to_async(listed)()
    async with connected(key) as (socket,):
        await sync_to_async(Session.objects.filter(session_key=key).delete)()

        assert await socket.closed() == 4401
