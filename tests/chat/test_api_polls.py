"""Catching up over HTTP: at once, when something is said, or when the time is over."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from accounts.models import User
from tests.chat.pages import browser
from tests.conftest import session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_sync_takes_its_arguments_only(ann: User, talk: str) -> None:
    bodies: list[Any] = [
        b"{",
        [],
        {},
        {"have": {}},
        {"have": {"me": 0}, "command": "sync"},
        {"have": {"me": 0}, "id": 1},
        {"have": {"me": 0}, "limit": "5"},
        {"have": {"me": 0}, "wait": 26},
        {"have": {"me": 0}, "wait": "1"},
        {"have": {"me": 0}, "heads": {"me": -1}},
    ]
    async with browser(await sync_to_async(session_of)(ann)) as client:

        async def ask(body: Any) -> dict[str, Any]:
            answer = await client.post("/api/v1/sync", content=body if isinstance(body, bytes) else orjson.dumps(body))
            assert answer.status_code == 200
            return dict(answer.json())

        right = await ask({"have": {"me": 0, talk: 1}, "limit": 5})
        wrong = [await ask(body) for body in bodies]

    assert [found["stream"] for found in right["ok"]["streams"]] == ["me"]
    assert {"epoch", "more"} <= right["ok"].keys()
    assert [answer["error"]["code"] for answer in wrong] == ["bad"] * len(wrong)


async def test_a_poll_answers_at_once_where_there_is_something_to_say(ann: User, talk: str) -> None:
    async with browser(await sync_to_async(session_of)(ann)) as client:
        begun = time.monotonic()

        news = (await client.post("/api/v1/sync", json={"have": {"me": 3}, "wait": 20})).json()["ok"]
        known = {name: head[0] for name, head in news["heads"].items()}
        behind = (await client.post("/api/v1/sync", json={"have": {"me": 1}, "heads": known, "wait": 20})).json()["ok"]

    assert time.monotonic() - begun < 5
    assert (news["streams"], news["heads"]) == ([], {talk: [1, 1, 0]})
    assert [found["stream"] for found in behind["streams"]] == ["me"]
    assert "heads" not in behind


async def test_a_poll_answers_when_something_is_said(ann: User, bob: User, talk: str) -> None:
    mine, theirs = [await sync_to_async(session_of)(user) for user in (ann, bob)]
    async with browser(mine) as client, browser(theirs) as other:
        poll = asyncio.ensure_future(
            client.post("/api/v1/sync", json={"have": {"me": 3, talk: 1}, "wait": 20}, timeout=30)
        )
        await asyncio.sleep(0.2)
        assert not poll.done()
        said = {"command": "message.send", "stream": talk, "client_id": "a", "body": "hi"}
        assert "ok" in (await other.post("/api/v1/command", json=said)).json()

        answer = (await asyncio.wait_for(poll, 5)).json()["ok"]

    assert [row["body"] for row in answer["streams"][0]["rows"]] == ["hi"]


async def test_a_poll_ends_when_its_time_is_over(ann: User, talk: str) -> None:
    async with browser(await sync_to_async(session_of)(ann)) as client:
        begun = time.monotonic()

        answer = await client.post("/api/v1/sync", json={"have": {"me": 3, talk: 1}, "wait": 1})

    assert 0.9 < time.monotonic() - begun < 4
    assert answer.json()["ok"]["streams"] == []
    assert "heads" not in answer.json()["ok"]


async def test_a_poll_of_a_device_that_is_signed_out_ends(ann: User, talk: str) -> None:
    session = await sync_to_async(session_of)(ann)
    async with browser(session) as client:
        poll = asyncio.ensure_future(
            client.post("/api/v1/sync", json={"have": {"me": 3, talk: 1}, "wait": 20}, timeout=30)
        )
        await asyncio.sleep(0.2)
        await sync_to_async(Session.objects.filter(session_key=session).delete)()

        answer = await asyncio.wait_for(poll, 5)

    assert answer.status_code == 401


async def test_polls_are_for_pages_of_this_site(ann: User, talk: str) -> None:
    session = await sync_to_async(session_of)(ann)
    statuses = []
    for key, headers in ((session, {"X-CSRFToken": "u" * 32}), (session, {"Origin": "http://evil.example"}), ("", {})):
        async with browser(key, **headers) as client:
            statuses.append((await client.post("/api/v1/sync", json={"have": {"me": 0}})).status_code)

    assert statuses == [403, 403, 401]
