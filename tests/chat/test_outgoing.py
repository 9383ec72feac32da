"""Frames on their way out: in order, at once where possible, and never more in memory than the bound."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson

from chat.outgoing import (
    MAX_UNSENT_BYTES,
    MAX_UNSENT_FRAMES,
    STALLED_BYTES,
    STALLED_FRAMES,
    PlainOutgoing,
)
from happychat.brakes import Brakes
from happychat.frames import Frame
from happychat.streams.steps import Step, signal_frame
from tests.chat.peers import Peer, reply, settled, update


def waiting(outgoing: PlainOutgoing) -> tuple[int, int]:
    """Return how many frames and bytes wait."""
    assert outgoing._bytes == sum(map(len, outgoing._unsent))
    return len(outgoing._unsent), outgoing._bytes


async def test_to_who_reads_a_frame_goes_at_once() -> None:
    peer = Peer()
    outgoing = PlainOutgoing(peer.send)

    outgoing.frame(reply(1))
    outgoing.frame(reply(2))

    assert [frame["id"] for frame in peer.frames] == [1, 2]
    assert outgoing.free


async def test_who_stops_reading_gets_the_rest_in_order() -> None:
    peer = Peer(reads=False)
    outgoing = PlainOutgoing(peer.send)
    for number in range(1, 30):
        outgoing.frame(reply(number))
    assert not outgoing.free

    peer.reading.set()
    await settled()
    outgoing.frame(reply(30))

    assert [frame["id"] for frame in peer.frames] == list(range(1, 31))
    assert outgoing.free


async def test_updates_over_the_bound_become_one_head_and_replies_stay() -> None:
    peer = Peer(reads=False)
    outgoing = PlainOutgoing(peer.send)
    outgoing.frame(reply(1))
    for version in range(1, 2000):
        outgoing.frame(update(version))
        outgoing.frame(update(version, "c2"))
        assert waiting(outgoing)[0] <= MAX_UNSENT_FRAMES
    outgoing.frame(reply(2))

    peer.reading.set()
    await settled()
    while not outgoing.free:
        await settled()

    heads = [frame["heads"] for frame in peer.frames if frame.get("type") == "head"]
    updates = [frame for frame in peer.frames if frame.get("type") == "update"]
    assert [frame["id"] for frame in peer.frames if "id" in frame] == [1, 2]
    assert len(heads) == 1
    # Whatever was dropped, a head says at least as much; what came after it is an update.
    for stream in ("c1", "c2"):
        assert max([heads[0][stream][0], *(u["version"] for u in updates if u["stream"] == stream)]) == 1999
    assert len(updates) <= MAX_UNSENT_FRAMES


async def test_a_stream_without_messages_has_its_version_in_the_head() -> None:
    peer = Peer(reads=False)
    outgoing = PlainOutgoing(peer.send)
    outgoing.frame(reply(1))
    for version in range(2, MAX_UNSENT_FRAMES + 4):
        outgoing.frame(Step("user.1", "me", version - 1, version, [{"key": "profile", "version": version}]).frame())

    peer.reading.set()
    await settled()

    (head,) = [frame["heads"] for frame in peer.frames if frame.get("type") == "head"]
    assert head["me"] == [MAX_UNSENT_FRAMES + 2]


async def test_large_updates_are_bounded_by_their_bytes() -> None:
    peer = Peer(reads=False)
    outgoing = PlainOutgoing(peer.send)
    outgoing.frame(reply(1))
    row = {"key": "message:1", "version": 1, "body": "x" * 100_000}
    for version in range(1, 60):
        outgoing.frame(Step("conversation.1", "c1", version - 1, version, [row], last_seq=version).frame())
        assert waiting(outgoing)[1] <= MAX_UNSENT_BYTES


async def test_signals_are_the_first_to_go() -> None:
    peer = Peer(reads=False)
    outgoing = PlainOutgoing(peer.send)
    outgoing.frame(reply(1))
    for _ in range(MAX_UNSENT_FRAMES + 1):
        outgoing.frame(Frame(signal_frame("c1", "typing", 6, user="u1")))

    assert waiting(outgoing) == (0, 0)


async def test_who_lets_replies_wait_is_stalled_until_they_read() -> None:
    peer = Peer(reads=False)
    outgoing = PlainOutgoing(peer.send)
    rooms: list[bool] = []
    outgoing.on_room = lambda: rooms.append(outgoing.stalled)
    outgoing.frame(reply(1))
    outgoing.frame(reply(2, STALLED_BYTES))
    assert outgoing.stalled

    peer.reading.set()
    await settled()

    assert [frame["id"] for frame in peer.frames] == [1, 2]
    assert rooms == [False]


async def test_many_small_replies_stall_too() -> None:
    outgoing = PlainOutgoing(Peer(reads=False).send)
    for number in range(STALLED_FRAMES + 1):
        assert not outgoing.stalled
        outgoing.frame(reply(number))
    outgoing.frame(reply(0))

    assert outgoing.stalled


class Brake(Brakes):
    """Brakes without a connection under them."""

    def __init__(self) -> None:
        self._protocol = None


async def test_where_send_never_waits_the_brakes_say_when_to() -> None:
    peer, brakes = Peer(), Brake()
    outgoing = PlainOutgoing(peer.send, brakes)
    brakes.pauseProducing()
    for number in (1, 2):
        outgoing.frame(reply(number))
    assert peer.frames == []

    brakes.resumeProducing()
    outgoing.frame(reply(3))

    assert [frame["id"] for frame in peer.frames] == [1, 2, 3]


async def test_with_the_brakes_on_too_what_waits_is_sent_before_the_close() -> None:
    peer, brakes = Peer(), Brake()
    outgoing = PlainOutgoing(peer.send, brakes)
    brakes.pauseProducing()
    outgoing.frame(reply(1))

    await outgoing.end(4412, within=1)

    assert [frame["id"] for frame in peer.frames] == [1]
    assert peer.messages[-1] == {"type": "websocket.close", "code": 4412}


async def test_a_frame_to_who_has_gone_is_nobody_s_trouble() -> None:
    async def broken(message: dict[str, Any]) -> None:
        raise ConnectionResetError

    outgoing = PlainOutgoing(broken)
    outgoing.frame(reply(1))
    outgoing.frame(reply(2))
    await outgoing.end(4401, within=1)

    assert outgoing.closed


async def test_who_goes_while_frames_wait_ends_the_sending() -> None:
    going = asyncio.Event()

    async def breaks(message: dict[str, Any]) -> None:
        await going.wait()
        raise ConnectionResetError

    outgoing = PlainOutgoing(breaks)
    outgoing.frame(reply(1))
    outgoing.frame(reply(2))
    going.set()
    await settled()

    assert outgoing.closed
    assert outgoing.free


async def test_what_waits_is_sent_before_the_socket_closes_and_nothing_after() -> None:
    peer = Peer(reads=False)
    outgoing = PlainOutgoing(peer.send)
    for number in (1, 2):
        outgoing.frame(reply(number))

    ending = asyncio.ensure_future(outgoing.end(4401, within=5))
    await settled()
    outgoing.frame(reply(3))
    peer.reading.set()
    await ending

    assert [frame["id"] for frame in peer.frames] == [1, 2]
    assert peer.messages[-1] == {"type": "websocket.close", "code": 4401}


async def test_who_does_not_read_is_not_waited_for() -> None:
    outgoing = PlainOutgoing(Peer(reads=False).send)
    outgoing.frame(reply(1))

    async with asyncio.timeout(5):
        await outgoing.end(4401, within=0.05)


async def test_a_send_that_only_steps_aside_is_resumed() -> None:
    said: list[dict[str, Any]] = []

    async def polite(message: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        said.append(message)
        await asyncio.sleep(0)

    outgoing = PlainOutgoing(polite)
    for number in (1, 2, 3):
        outgoing.frame(reply(number))
    await settled()

    assert [orjson.loads(message["text"])["id"] for message in said] == [1, 2, 3]
