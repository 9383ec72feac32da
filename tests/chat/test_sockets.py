"""Sockets: who may open one, what comes first, and that nothing said is missed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from chat import greeting, subscriptions
from happychat.asgi import application
from happychat.commands.execute import execute
from happychat.ids import user_name
from happychat.streams import announcing
from tests.chat.sockets import Socket, connected
from tests.conftest import caller, session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_ready_comes_first_and_says_where_everything_stands(ann: User, a: str, talk: str) -> None:
    socket = Socket(a)

    ready = await socket.ready()

    assert ready["type"] == "ready"
    assert (ready["v"], ready["user"], ready["ping"]) == (1, user_name(ann.pk), 25)
    assert ready["heads"] == {"me": [3], talk: [1, 1, 0]}
    assert ready["limits"]["rates"]["message.send"] == [20, 100]
    assert ready["now"].endswith("Z")
    assert {"epoch", "device"} <= ready.keys()
    assert await socket.quiet()
    await socket.leave()


@pytest.mark.parametrize(
    "origin",
    [
        "http://testserver:8000",
        "https://testserver",
        "http://evil.example",
        "http://testserver.evil.example",
        "null",
        None,
    ],
)
async def test_other_pages_open_no_socket(a: str, origin: str | None) -> None:
    assert not await Socket(a, origin=origin).open()


@pytest.mark.parametrize("session", ["", "0" * 32, "nonsense", "expired"])
async def test_without_a_session_a_socket_is_closed_at_once(ann: User, a: str, session: str) -> None:
    expired = Session.objects.filter(session_key=a)
    await sync_to_async(expired.update)(expire_date=timezone.now() - timedelta(seconds=1))
    socket = Socket(a if session == "expired" else session)

    assert await socket.open()
    assert await socket.closed() == 4401
    assert socket.frames == []


@pytest.mark.parametrize("query", ["", "v=2", "v=", "v=1&v=2"])
async def test_another_version_is_told_to_reload(a: str, query: str) -> None:
    socket = Socket(a, query=query)

    assert await socket.open()
    assert await socket.closed() == 4426


async def test_what_one_says_the_other_hears_and_oneself_too(ann: User, a: str, b: str, talk: str) -> None:
    async with connected(a, b) as (mine, theirs):
        reply = await mine.ask("message.send", stream=talk, client_id="x", body="你好")

        updates = [await socket.frame("update") for socket in (mine, theirs)]

    assert reply["ok"]["seq"] == 2
    assert updates[0] == updates[1]
    assert (updates[0]["prev"], updates[0]["version"], updates[0]["last_seq"]) == (1, 2, 2)
    assert updates[0]["rows"][0]["client_id"] == "x"
    assert updates[0]["rows"][0]["author"] == user_name(ann.pk)


async def test_an_outsider_hears_nothing(a: str, b: str, eve: User, talk: str) -> None:
    outside = await sync_to_async(session_of)(eve)
    async with connected(a, outside) as (mine, theirs):
        await mine.ask("message.send", stream=talk, client_id="x", body="hi")
        await mine.ask("conversation.read", stream=talk, seq=2)
        await mine.say("typing", stream=talk)

        assert await theirs.quiet(0.2)
        refused = await theirs.ask("message.send", stream=talk, client_id="y", body="let me in")
    assert refused["error"]["code"] == "not_found"


async def test_new_friends_hear_each_other_without_connecting_again(ann: User, a: str, eve: User) -> None:
    other = await sync_to_async(session_of)(eve)
    async with connected(a, other) as (mine, theirs):
        await mine.ask("contact.request", user=user_name(eve.pk), greeting="Hi Eve")
        incoming = await theirs.frame("update")
        stream = (await theirs.ask("contact.accept", user=user_name(ann.pk)))["ok"]["stream"]
        mine.frames.clear()
        await theirs.ask("message.send", stream=stream, client_id="x", body="now we talk")

        heard = await mine.frame("update")
        while heard["stream"] != stream:
            heard = await mine.frame("update")

    assert incoming["rows"][0]["greeting"] == "Hi Eve"
    assert heard["rows"][-1]["body"] == "now we talk"


async def test_typing_is_shown_to_the_other_and_not_to_oneself(ann: User, a: str, b: str, talk: str) -> None:
    async with connected(a, b) as (mine, theirs):
        await mine.text(orjson.dumps({"command": "typing", "stream": talk}).decode())

        signal = await theirs.frame("signal")

        assert signal == {"type": "signal", "stream": talk, "event": "typing", "ttl": 6, "user": user_name(ann.pk)}
        assert await mine.quiet()


async def test_commands_are_carried_out_in_the_order_sent(a: str, talk: str) -> None:
    async with connected(a) as (socket,):
        numbers = [
            await socket.say("message.send", stream=talk, client_id="1", body="one"),
            await socket.say("sync", have={talk: 1}),
            await socket.say("message.send", stream=talk, client_id="2", body="two"),
            await socket.say("nothing"),
            await socket.say("sync", have={talk: 1}),
        ]
        replies = [await socket.reply(number) for number in numbers]

    versions = [reply["ok"]["streams"][0]["version"] for reply in (replies[1], replies[4])]
    assert versions == [2, 3]
    assert [replies[0]["ok"]["seq"], replies[2]["ok"]["seq"]] == [2, 3]
    assert replies[3]["error"]["code"] == "bad"


@pytest.mark.parametrize("others", ["nobody", "somebody"])
async def test_what_is_committed_while_a_socket_is_greeted_is_not_missed(
    a: str, b: str, bob: User, talk: str, monkeypatch: pytest.MonkeyPatch, others: str
) -> None:
    original = greeting.greeting_of
    other = await sync_to_async(caller)(bob)

    async def say(name: str) -> None:
        frame = {"id": 1, "command": "message.send", "stream": talk, "client_id": name, "body": name}
        assert "ok" in await execute(other, orjson.dumps(frame))
        await asyncio.sleep(0.05)

    async def slow(asked: Any) -> Any:
        await say("before")
        found = await original(asked)
        await say("after")
        return found

    async with connected(*([b] if others == "somebody" else [])):
        monkeypatch.setattr(subscriptions, "greeting_of", slow)
        socket = Socket(a)
        ready = await socket.ready()
        # At once where others here have heard of it, else from the sweeper.
        if others == "somebody":
            assert (await socket.frame("head", within=1))["heads"][talk][0] == 3
        else:
            assert (await socket.frame("update"))["rows"][0]["body"] == "after"
        await socket.leave()

    assert ready["heads"][talk] == [2, 2, 0]


async def test_what_was_not_announced_is_found_by_the_sweeper(
    a: str, bob: User, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await sync_to_async(caller)(bob)
    frame = orjson.dumps({"id": 1, "command": "message.send", "stream": talk, "client_id": "x", "body": "hi"})
    async with connected(a) as (socket,):
        monkeypatch.setattr(announcing, "_publish", lambda news: None)
        await execute(other, frame)
        monkeypatch.undo()

        update = await socket.frame("update")

    assert (update["stream"], update["prev"], update["version"], update["last_seq"]) == (talk, 1, 2, 2)
    assert [row["body"] for row in update["rows"]] == ["hi"]


async def test_other_paths_have_no_socket(a: str) -> None:
    assert not (await WebsocketCommunicator(application, "/elsewhere/").connect())[0]
