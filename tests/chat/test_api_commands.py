"""Commands, catching up and events over HTTP: the same as over a socket, with statuses for what is the transport's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest
from asgiref.sync import sync_to_async
from channels.testing import ApplicationCommunicator
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from chat.api import start
from chat.models import Message
from happychat.asgi import application
from happychat.ids import user_name
from tests.conftest import session_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "t" * 32
ORIGIN = "http://testserver"


def post(client: Client, path: str, body: Any, kind: str = "application/json") -> Any:
    return client.post(
        f"/api/v1/{path}", body if isinstance(body, bytes | str) else orjson.dumps(body), content_type=kind
    )


@asynccontextmanager
async def browser(session: str, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the whole application, as a page is one."""
    cookies = {"csrftoken": TOKEN, **({"sid": session} if session else {})}
    given = {"X-CSRFToken": TOKEN, "Origin": "http://testserver", **headers}
    transport = httpx.ASGITransport(application)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver", cookies=cookies, headers=given
    ) as client:
        yield client


def test_a_command_answers_200_whether_it_is_done_or_refused(ann: User, talk: str) -> None:
    client = signed_in(ann)
    send = {"command": "message.send", "stream": talk, "client_id": "a", "body": "hi"}

    done, with_id, refused, unknown, nonsense = (
        post(client, "command", body)
        for body in (send, {**send, "id": 7}, {**send, "stream": "c999", "client_id": "b"}, {"command": "x"}, b"{")
    )

    assert [answer.status_code for answer in (done, with_id, refused, unknown, nonsense)] == [200] * 5
    assert done.json()["ok"]["seq"] == 2
    assert with_id.json() == {"id": 7, "ok": {**done.json()["ok"], "duplicate": True}}
    assert refused.json()["error"]["code"] == "not_found"
    assert [answer.json()["error"]["code"] for answer in (unknown, nonsense)] == ["bad", "bad"]
    assert not {"id"} & (done.json().keys() | refused.json().keys())


def test_a_command_that_answers_nothing_answers_ok(ann: User, talk: str) -> None:
    assert post(signed_in(ann), "command", {"command": "typing", "stream": talk}).json() == {"ok": {}}


@pytest.mark.parametrize("path", ["command", "sync"])
def test_what_is_the_transport_s_has_a_status(ann: User, talk: str, path: str) -> None:
    body: dict[str, Any] = {"command": "sync", "have": {"me": 0}} if path == "command" else {"have": {"me": 0}}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann, "django.contrib.auth.backends.ModelBackend")
    client = signed_in(ann)

    answers = {
        "right": post(client, path, body),
        "no session": post(Client(), path, body),
        "no token": post(strict, path, body),
        "largest": post(client, path, orjson.dumps(body).ljust(64 * 1024)),
        "too large": post(client, path, orjson.dumps(body).ljust(64 * 1024 + 1)),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "right": 200,
        "no session": 401,
        "no token": 403,
        "largest": 200,
        "too large": 413,
    }
    for name in ("no session", "no token", "too large"):
        assert {"code", "message", "final"} <= answers[name].json()["error"].keys()
    assert answers["no token"].json()["error"]["reason"] == "csrf"


def test_a_command_is_json(ann: User) -> None:
    answer = post(signed_in(ann), "command", '{"command":"sync","have":{"me":0}}', "text/plain")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad")


def test_with_the_token_and_from_the_site_a_command_is_taken(ann: User, talk: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann, "django.contrib.auth.backends.ModelBackend")
    client.cookies["csrftoken"] = TOKEN
    body = orjson.dumps({"command": "sync", "have": {"me": 0}})

    def status(**headers: str) -> int:
        path = "/api/v1/command"
        return int(client.post(path, body, content_type="application/json", headers=headers).status_code)

    assert status(**{"X-CSRFToken": TOKEN}) == 200
    assert status(**{"X-CSRFToken": TOKEN, "Origin": "http://testserver"}) == 200
    assert status(**{"X-CSRFToken": TOKEN, "Origin": "http://evil.example"}) == 403
    assert status(**{"X-CSRFToken": "u" * 32}) == 403


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


class Events:
    """One stream of events, as EventSource reads it."""

    def __init__(self, session: str, query: bytes = b"v=1", method: str = "GET") -> None:
        headers = [(b"host", b"testserver"), (b"cookie", f"sid={session}".encode())]
        scope = {
            "type": "http",
            "method": method,
            "path": "/api/v1/events",
            "query_string": query,
            "headers": headers,
            "http_version": "1.1",
        }
        self._wire = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]

    async def begin(self) -> int:
        await self._wire.send_input({"type": "http.request", "body": b"", "more_body": False})
        self.start = await self._wire.receive_output(timeout=5)
        return int(self.start["status"])

    async def event(self, within: float = 5) -> dict[str, Any]:
        async with asyncio.timeout(within):
            message = await self._wire.output_queue.get()
        body: bytes = message["body"]
        assert body.startswith(b"data: ")
        assert body.endswith(b"\n\n")
        data: dict[str, Any] = orjson.loads(body[6:])
        return {**data, "last": not message.get("more_body", False)}

    async def leave(self) -> None:
        await self._wire.send_input({"type": "http.disconnect"})
        await self._wire.wait(timeout=5)


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


def test_the_description_is_valid_and_names_every_route(ann: User) -> None:
    answer = Client().get("/api/v1/openapi.json")

    description = answer.json()
    assert answer.status_code == 200
    assert description["openapi"].startswith("3.1")
    assert {path.removeprefix("/api/v1/") for path in description["paths"]} == {
        "attachments/{name}",
        "bootstrap",
        "command",
        "conversations/{stream}/members",
        "conversations/{stream}/messages",
        "conversations/{stream}/messages/{seq}/versions",
        "conversations/{stream}/receipts",
        "events",
        "groups",
        "groups/{stream}/{list}",
        "search",
        "sync",
        "uploads",
        "users",
    }
    for path in description["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["responses"]
    assert not _missing(description, description)


def _missing(part: Any, whole: dict[str, Any]) -> list[str]:
    """Return the references that lead nowhere."""
    if isinstance(part, list):
        return [name for item in part for name in _missing(item, whole)]
    if not isinstance(part, dict):
        return []
    found = [name for item in part.values() for name in _missing(item, whole)]
    reference = part.get("$ref")
    if isinstance(reference, str):
        at: Any = whole
        for step in reference.removeprefix("#/").split("/"):
            at = at.get(step) if isinstance(at, dict) else None
        found += [] if at else [reference]
    return found


def test_what_is_no_route_is_not_found(ann: User) -> None:
    client = signed_in(ann)

    assert client.get("/api/v1/nothing").json()["error"]["code"] == "not_found"
    assert client.get("/api/v1/nothing").status_code == 404
    assert client.get("/api/v1/command").status_code == 405


def test_a_fault_of_ours_is_internal_and_says_no_more(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "start", lambda *_: 1 / 0)

    answer = signed_in(ann).get("/api/v1/bootstrap")

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "ZeroDivision" not in answer.content.decode()
    assert not Message.objects.exists()
