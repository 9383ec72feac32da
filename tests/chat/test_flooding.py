"""Who asks for too much: each person is counted once, whatever they come by and however often they come back."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from chat import consumers
from happychat.commands import rates
from tests.chat.pages import browser
from tests.chat.sockets import Socket, connected
from tests.conftest import session_of

pytestmark = pytest.mark.django_db(transaction=True)
SYNC = {"have": {"me": 1}}


@pytest.fixture
def empty(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave Ann not one `sync`, nor let any flow in."""
    monkeypatch.setattr(rates, "PEOPLE", {**rates.PEOPLE, "sync": (0.001, 1.0)})
    rates.take(ann.pk, "sync")


def refused_often(user: User, times: int) -> None:
    for _ in range(times):
        rates.floods(user.pk)


async def posted(session: str, path: str, body: dict[str, Any]) -> httpx.Response:
    async with browser(session) as client:
        return await client.post(f"/api/v1/{path}", json=body)


@pytest.mark.parametrize("path", ["command", "sync"])
async def test_a_refusal_over_http_is_an_answer_and_a_flood_of_them_429(
    ann: User, a: str, empty: None, path: str
) -> None:
    body = {"command": "sync", **SYNC} if path == "command" else SYNC
    refused = await posted(a, path, body)
    refused_often(ann, 98)
    flooding = await posted(a, path, body)

    assert refused.status_code == 200
    assert flooding.status_code == 429
    for answer in (refused, flooding):
        assert answer.json()["error"]["code"] == "rate"
        assert answer.json()["error"]["retry_ms"] > 0
    assert int(flooding.headers["Retry-After"]) > 0


async def test_sockets_and_posts_are_counted_together_and_coming_back_helps_nobody(a: str, empty: None) -> None:
    for _ in range(3):
        async with connected(a) as (socket,):
            for _ in range(30):
                assert (await socket.ask("sync", **SYNC))["error"]["code"] == "rate"
    async with connected(a) as (socket,):
        statuses = [(await posted(a, "sync", SYNC)).status_code for _ in range(10)]
        await socket.say("sync", **SYNC)
        code = await socket.closed()

    assert statuses == [200] * 9 + [429]
    assert code == 4429


async def test_who_comes_back_flooding_waits_at_the_door_and_is_not_let_in(
    ann: User, a: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "FLOODER_WAITS_S", 0.2)
    refused_often(ann, 100)

    began = time.monotonic()
    socket = Socket(a)
    assert await socket.open()
    code = await socket.closed()

    assert code == 4429
    assert time.monotonic() - began >= 0.2


async def test_who_floods_takes_nothing_from_others(ann: User, bob: User, a: str, empty: None) -> None:
    refused_often(ann, 100)

    assert (await posted(a, "sync", SYNC)).status_code == 429
    assert "ok" in (await posted(await sync_to_async(session_of)(bob), "sync", SYNC)).json()


@pytest.mark.parametrize("path", ["bootstrap", "users?ids=u1", "events?v=1"])
async def test_who_fetches_too_much_is_told_when_to_come_back(
    ann: User, a: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rates.EXTRA, "fetch", (1.0, 10.0))  # nobody is so slow that one comes back
    while not rates.take(ann.pk, "fetch"):
        await asyncio.sleep(0)

    async with browser(a) as client:
        answer = await client.get(f"/api/v1/{path}")

    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "rate"
    assert answer.headers["Retry-After"] == "1"
