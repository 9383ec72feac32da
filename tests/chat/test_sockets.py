"""Sockets: who may open one, what comes first, what ends it, and that nothing said is missed."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from chat import consumers, greeting, subscriptions
from chat.models import Message
from chat.sweeper import sweeper
from happychat.asgi import application
from happychat.auth import ENDINGS
from happychat.commands.execute import execute
from happychat.ids import user_name
from happychat.layers import fanout
from happychat.streams import announcing
from tests.chat.sockets import Socket, connected
from tests.conftest import caller, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a(ann: User) -> str:
    return session_of(ann)


@pytest.fixture
def b(bob: User) -> str:
    return session_of(bob)


async def end(session: str) -> None:
    """Sign a device out."""
    await sync_to_async(Session.objects.filter(session_key=session).delete)()


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


async def test_signing_out_closes_the_socket_within_two_seconds(a: str, b: str) -> None:
    async with connected(a, b) as (mine, theirs):
        begun = time.monotonic()
        await end(a)

        assert await mine.closed() == 4401
        assert time.monotonic() - begun < 2.2
        assert await theirs.quiet()


async def test_a_device_that_was_signed_out_says_nothing_more(a: str, talk: str) -> None:
    async with connected(a) as (socket,):
        await end(a)
        await socket.say("message.send", stream=talk, client_id="x", body="one more thing")

        assert await socket.closed() == 4401
    assert socket.frames == []
    assert not await Message.objects.filter(client_id="x").aexists()


async def test_the_twenty_first_socket_closes_the_oldest(a: str) -> None:
    sockets = [Socket(a) for _ in range(21)]
    for socket in sockets:
        await socket.ready()

    assert await sockets[0].closed() == 4409
    assert all([await socket.quiet(0.02) for socket in sockets[1:]])
    for socket in sockets[1:]:
        await socket.leave()


async def test_of_many_sockets_at_once_twenty_stay(ann: User, a: str) -> None:
    sockets = [Socket(a) for _ in range(30)]
    assert all(await asyncio.gather(*(socket.open() for socket in sockets)))
    await asyncio.sleep(0.5)

    codes = await asyncio.gather(*(socket.closed(within=0.5) for socket in sockets), return_exceptions=True)

    assert codes.count(4409) == 10
    assert len(fanout().people[ann.pk]) == 20
    for socket, code in zip(sockets, codes, strict=True):
        if code != 4409:
            await socket.leave()
        await socket.ended()


async def test_ten_malformed_frames_close_the_socket(a: str) -> None:
    async with connected(a) as (socket,):
        for text in ("", "{", "[]", "7", '{"id":0}', '{"command":"sync"}', "null", '"a"'):
            await socket.text(text)
        await socket.text(b"\x00\x01")
        for _ in range(9):
            assert (await socket.frame())["error"]["code"] == "bad"
        assert "ok" in await socket.ask("sync", have={"me": 0})

        await socket.text("the tenth")
        assert await socket.closed() == 4400
    assert socket.frames[-1]["id"] == 0


async def test_a_refused_command_closes_nothing(a: str, talk: str) -> None:
    async with connected(a) as (socket,):
        for _ in range(15):
            assert (await socket.ask("message.send", stream=talk, client_id="a b", body=""))["error"]["code"] == "bad"
        assert "ok" in await socket.ask("sync", have={"me": 0})


async def test_who_floods_is_closed(a: str) -> None:
    async with connected(a) as (socket,):
        for number in range(300):
            await socket.say("message.send", stream="c999", client_id=f"{number}", body="x")

        assert await socket.closed() == 4429
    refusals = [frame["error"] for frame in socket.frames if frame["error"]["code"] == "rate"]
    assert len(refusals) == 100
    assert all(refusal["retry_ms"] > 0 and not refusal["final"] for refusal in refusals)


async def test_a_frame_over_64_kib_closes_the_socket(a: str) -> None:
    async with connected(a, a) as (one, other):
        await one.text('{"id":1,"command":"x' + "x" * 65510 + '"}')
        assert (await one.frame())["error"]["code"] == "bad"

        await one.text("x" * 65537)
        await other.text("语" * 21846)
        assert [await one.closed(), await other.closed()] == [4413, 4413]


async def test_who_is_silent_is_closed_and_who_answers_is_not(a: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "SILENCE_S", 0.3)
    async with connected(a, a) as (silent, alive):
        for _ in range(5):
            await asyncio.sleep(0.1)
            await alive.text('{"type":"pong"}')

        assert await silent.closed() == 4408
        assert await alive.quiet(0.01)
        assert "ok" in await alive.ask("sync", have={"me": 0})


async def test_pings_are_sent(a: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "_next_ping", lambda: time.monotonic() + 0.05)
    socket = Socket(a)
    await socket.ready()

    message = await socket._output(5)

    assert message["text"] == '{"type":"ping"}'
    await socket.text('{ "type" : "pong" }')
    await socket.leave()


async def test_a_socket_that_went_leaves_nothing_behind(a: str, b: str, talk: str) -> None:
    async with connected(a, b):
        assert fanout().audiences
    await asyncio.sleep(0.05)

    layer = fanout()
    assert layer.audiences.keys() | layer.order.told.keys() == {ENDINGS}, "what the process itself hears"
    assert not layer.people
    assert layer.joined.keys() == {sweeper}


async def test_other_paths_have_no_socket(a: str) -> None:
    assert not (await WebsocketCommunicator(application, "/elsewhere/").connect())[0]
