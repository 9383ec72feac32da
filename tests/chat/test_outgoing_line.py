"""Frames on their way out of our own server: written whole and at once, or waiting in order."""

from __future__ import annotations

from typing import Any, cast

import orjson

from chat.outgoing import (
    MAX_UNSENT_FRAMES,
    LineOutgoing,
)
from tests.chat.peers import Peer, reply, update


class Wire:
    """Our own server class as the consumer sees it: a transport that is full or not."""

    def __init__(self) -> None:
        self.clear = True
        self.written: list[bytes] = []
        self.drained: Any = None

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def drain(self) -> None:
        """Let the peer catch up."""
        self.clear = True
        self.drained()


async def nothing(message: dict[str, Any]) -> None:
    """Stand in for the server's own way out."""


async def test_on_our_own_server_a_frame_is_written_whole_and_at_once() -> None:
    wire = Wire()
    outgoing = LineOutgoing(cast("Any", wire), nothing)

    outgoing.frame(reply(1))

    assert wire.written == [reply(1).wire]


async def test_on_our_own_server_too_the_rest_waits_in_order() -> None:
    wire = Wire()
    outgoing = LineOutgoing(cast("Any", wire), nothing)
    wire.clear = False
    for number in (1, 2, 3):
        outgoing.frame(reply(number))
    assert wire.written == []

    wire.drain()
    outgoing.frame(reply(4))

    assert wire.written == [reply(number).wire for number in (1, 2, 3, 4)]


async def test_on_our_own_server_too_updates_over_the_bound_become_one_head() -> None:
    wire = Wire()
    outgoing = LineOutgoing(cast("Any", wire), nothing)
    wire.clear = False
    for version in range(1, MAX_UNSENT_FRAMES + 2):
        outgoing.frame(update(version))
    assert not outgoing._unsent

    wire.drain()

    (head,) = wire.written
    assert orjson.loads(head[2:])["heads"] == {"c1": [MAX_UNSENT_FRAMES + 1, MAX_UNSENT_FRAMES + 1, 0]}


async def test_on_our_own_server_too_what_waits_is_written_before_the_close() -> None:
    wire, peer = Wire(), Peer()
    outgoing = LineOutgoing(cast("Any", wire), peer.send)
    wire.clear = False
    outgoing.frame(reply(1))

    await outgoing.end(4401, within=1)
    outgoing.frame(reply(2))

    assert wire.written == [reply(1).wire]
    assert peer.messages == [{"type": "websocket.close", "code": 4401}]
