"""Without sockets: the same frames as events, the same catching up by polls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from accounts.models import User
from happychat.asgi import application
from happychat.commands.execute import execute
from tests.conftest import caller, session_of

TOKEN = "a" * 32
WAIT_S = 10


def scope(user: User | None, method: str, path: str, query: str = "") -> dict[str, Any]:
    """Return the scope of a request of a person's own page."""
    cookies = f"csrftoken={TOKEN}" + (f"; {settings.SESSION_COOKIE_NAME}={session_of(user)}" if user else "")
    headers = {"cookie": cookies, "x-csrftoken": TOKEN, "content-type": "application/json", "host": "testserver"}
    return {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


class Request:
    """One HTTP request to the application, its answer as it comes."""

    def __init__(self, scope: dict[str, Any], body: bytes = b"") -> None:
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._in.put_nowait({"type": "http.request", "body": body, "more_body": False})
        self.task = asyncio.ensure_future(application(scope, self._in.get, self._out.put))

    async def start(self) -> int:
        return int((await asyncio.wait_for(self._out.get(), WAIT_S))["status"])

    async def event(self) -> dict[str, Any]:
        chunk: bytes = (await asyncio.wait_for(self._out.get(), WAIT_S))["body"]
        assert chunk.startswith(b"data: ") and chunk.endswith(b"\n\n")
        event: dict[str, Any] = orjson.loads(chunk[6:])
        return event

    async def json(self) -> dict[str, Any]:
        await self.start()
        data: dict[str, Any] = orjson.loads((await asyncio.wait_for(self._out.get(), WAIT_S))["body"])
        return data

    async def leave(self) -> None:
        self._in.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(self.task, WAIT_S)


@asynccontextmanager
async def events_of(user: User | None, query: str = "v=1") -> AsyncIterator[Request]:
    request = Request(await sync_to_async(scope)(user, "GET", "/api/v1/events", query))
    yield request
    if not request.task.done():
        await request.leave()


async def poll(user: User, **arguments: Any) -> Request:
    return Request(await sync_to_async(scope)(user, "POST", "/api/v1/sync"), orjson.dumps(arguments))


async def say(user: User, stream: str, client_id: str) -> None:
    frame = {"command": "message.send", "stream": stream, "client_id": client_id, "body": "hi"}
    who = await sync_to_async(caller)(user)
    assert "ok" in await execute(who, orjson.dumps(frame))


@pytest.mark.django_db(transaction=True)
async def test_events_begin_with_ready_and_bring_what_is_said(ann: User, bob: User, talk: str) -> None:
    async with events_of(ann) as stream:
        assert await stream.start() == 200
        ready = await stream.event()
        await say(bob, talk, "a")
        update = await stream.event()

    assert ready["type"] == "ready" and talk in ready["heads"]
    assert update["type"] == "update" and update["rows"][0]["client_id"] == "a"


@pytest.mark.django_db(transaction=True)
async def test_events_need_a_session_and_a_known_version(ann: User) -> None:
    async with events_of(None) as stranger:
        assert await stranger.start() == 401
    async with events_of(ann, "v=2") as old:
        assert await old.start() == 200
        assert await old.event() == {"type": "close", "code": 4426}


@pytest.mark.django_db(transaction=True)
async def test_a_poll_waits_until_something_is_said(ann: User, bob: User, talk: str) -> None:
    first = (await (await poll(ann, have={"me": 0, talk: 0}, wait=0)).json())["ok"]
    have = {one["stream"]: one["version"] for one in first["streams"]}
    waiting = await poll(ann, have=have, wait=25)
    await asyncio.sleep(0.2)
    assert not waiting.task.done()

    await say(bob, talk, "a")
    answer = (await waiting.json())["ok"]

    assert [row["client_id"] for one in answer["streams"] for row in one["rows"]] == ["a"]


@pytest.mark.django_db(transaction=True)
async def test_a_poll_names_the_streams_it_was_not_asked_about(ann: User, bob: User, talk: str) -> None:
    me = (await (await poll(ann, have={"me": 0}, wait=0)).json())["ok"]
    version = me["streams"][0]["version"]
    assert talk in me["heads"]

    known = {name: head[0] for name, head in me["heads"].items()}
    waiting = await poll(ann, have={"me": version}, heads=known, wait=25)
    await asyncio.sleep(0.1)
    await say(bob, talk, "a")
    answer = (await waiting.json())["ok"]

    assert answer["heads"][talk][0] == known[talk] + 1


@pytest.mark.django_db(transaction=True)
async def test_a_poll_without_news_answers_when_its_time_is_over(ann: User) -> None:
    me = (await (await poll(ann, have={"me": 0}, wait=0)).json())["ok"]["streams"][0]["version"]

    answer = await (await poll(ann, have={"me": me}, wait=1)).json()

    assert answer["ok"]["streams"] == [] and "heads" not in answer["ok"]


@pytest.mark.django_db(transaction=True)
async def test_a_poll_from_another_site_is_refused(ann: User) -> None:
    request = await sync_to_async(scope)(ann, "POST", "/api/v1/sync")
    request["headers"] = [(name, value) for name, value in request["headers"] if name != b"x-csrftoken"]

    assert await Request(request, b'{"have":{"me":0}}').start() == 403
