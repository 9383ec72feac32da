"""What ends a socket: a sign-out, too many, floods, nonsense, silence; and what does not."""

from __future__ import annotations

import asyncio
import time

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from accounts.models import User
from chat import consumers
from chat.models import Message
from chat.sweeper import sweeper
from happychat.auth import ENDINGS
from happychat.layers import fanout
from tests.chat.sockets import Socket, connected

pytestmark = pytest.mark.django_db(transaction=True)


async def end(session: str) -> None:
    """Sign a device out."""
    await sync_to_async(Session.objects.filter(session_key=session).delete)()


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
