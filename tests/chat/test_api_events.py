"""Events over HTTP: the frames of a socket, with its ends."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from accounts.models import User
from happychat.ids import user_name
from tests.chat.pages import Events, browser
from tests.conftest import session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_events_are_the_frames_of_a_socket(ann: User, bob: User, talk: str) -> None:
    mine, theirs = [await sync_to_async(session_of)(user) for user in (ann, bob)]
    events = Events(mine)
    assert await events.begin() == 200
    ready = await events.event()

    async with browser(theirs) as other:
        said = {"command": "message.send", "stream": talk, "client_id": "a", "body": "你好"}
        await other.post("/api/v1/command", json=said)
    update = await events.event()

    assert dict(events.start["headers"])[b"content-type"].startswith(b"text/event-stream")
    assert (ready["type"], ready["user"], ready["heads"][talk]) == ("ready", user_name(ann.pk), [1, 1, 0])
    assert (update["type"], update["rows"][0]["body"], update["last"]) == ("update", "你好", False)
    await events.leave()


async def test_events_end_with_a_code(ann: User) -> None:
    session = await sync_to_async(session_of)(ann)
    events, old = Events(session), Events(session, b"v=2")
    await events.begin()
    await events.event()
    await old.begin()

    await sync_to_async(Session.objects.filter(session_key=session).delete)()

    assert await old.event() == {"type": "close", "code": 4426, "last": True}
    assert await events.event() == {"type": "close", "code": 4401, "last": True}


async def test_events_are_for_who_is_signed_in(ann: User) -> None:
    session = await sync_to_async(session_of)(ann)

    assert await Events("").begin() == 401
    assert await Events("0" * 32).begin() == 401
    assert await Events(session, method="POST").begin() == 405
