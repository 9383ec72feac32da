"""A socket's commands in their order, and how much nonsense it may send."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from chat import connections
from chat.connections import MAX_UNDER_WAY, MAX_UNDER_WAY_BYTES, Lane, Patience
from happychat.auth import Caller
from happychat.commands.errors import Bad
from happychat.commands.execute import Request
from happychat.commands.registry import Command
from happychat.commands.schema import Arguments

CALLER = Caller(1, "d1", "s1")
WRITE = Command("write", Arguments, "other", guests=True, together=lambda jobs: [])
READ = Command("read", Arguments, "other", guests=True, read=lambda who, args: None)


class Server:
    """What carries commands out, when it is told to; it stands in for the database's threads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.under_way: list[tuple[int, Any]] = []
        self.answers: list[int] = []
        monkeypatch.setattr(connections, "dispatch", self._dispatch)
        self.stalled = False
        self.lane = Lane(CALLER, lambda number, reply: self.answers.append(number), lambda: self.stalled)

    def _dispatch(self, caller: Caller, request: Request, done: Any) -> None:
        if request.error is not None:
            done(request.error)
        else:
            self.under_way.append((request.id, done))

    def take(self, *requests: Request) -> None:
        for request in requests:
            self.lane.take(request)

    def numbers(self) -> list[int]:
        return [number for number, _ in self.under_way]

    def finish(self, number: int) -> None:
        (done,) = [done for known, done in self.under_way if known == number]
        self.under_way = [item for item in self.under_way if item[0] != number]
        done({})


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(monkeypatch)


def write(number: int) -> Request:
    return Request(number, WRITE)


def read(number: int) -> Request:
    return Request(number, READ)


def wrong(number: int) -> Request:
    return Request(number, WRITE, error=Bad())


async def test_writes_follow_each_other_without_waiting(server: Server) -> None:
    server.take(write(1), write(2), write(3))

    assert server.numbers() == [1, 2, 3]


async def test_a_read_waits_for_the_writes_before_it_and_what_follows_waits_for_the_read(server: Server) -> None:
    server.take(write(1), write(2), read(3), write(4), read(5))
    assert server.numbers() == [1, 2]

    server.finish(1)
    assert server.numbers() == [2]
    server.finish(2)
    assert server.numbers() == [3]
    server.finish(3)
    assert server.numbers() == [4]
    server.finish(4)
    assert server.numbers() == [5]
    server.finish(5)
    assert server.answers == [1, 2, 3, 4, 5]


async def test_reads_follow_each_other(server: Server) -> None:
    server.take(read(1), read(2))
    assert server.numbers() == [1]

    server.finish(1)
    assert server.numbers() == [2]


async def test_a_refusal_is_answered_in_its_turn(server: Server) -> None:
    server.take(read(1), wrong(2), wrong(3), write(4))
    assert server.answers == []

    server.finish(1)

    assert server.answers == [1, 2, 3]
    assert server.numbers() == [4]


async def test_many_refusals_in_a_row_are_no_depth(server: Server) -> None:
    server.take(read(0), *(wrong(number) for number in range(1, 5000)))

    server.finish(0)

    assert len(server.answers) == 5000


async def test_no_more_is_taken_than_can_be_under_way(server: Server) -> None:
    rooms: list[bool] = []
    server.lane.on_room = lambda: rooms.append(True)
    server.take(*(write(number) for number in range(MAX_UNDER_WAY)))
    was_full = server.lane.full
    waiting = asyncio.ensure_future(server.lane.room())
    await asyncio.sleep(0)
    assert not waiting.done()

    server.finish(0)
    await asyncio.wait_for(waiting, 1)

    assert (was_full, server.lane.full) == (True, False)
    assert rooms == [True]


async def test_what_waits_behind_a_read_counts_too(server: Server) -> None:
    server.take(read(0), *(write(number) for number in range(1, MAX_UNDER_WAY + 1)))
    server.finish(0)
    was_full = server.lane.full

    for number in range(1, MAX_UNDER_WAY + 1):
        server.finish(number)
    assert (was_full, server.lane.full) == (True, False)


async def test_large_frames_fill_the_lane_before_many_do(server: Server) -> None:
    for number in (1, 2, 3):
        assert not server.lane.full
        server.lane.take(write(number), MAX_UNDER_WAY_BYTES // 2)
    assert server.lane.full

    server.finish(1)

    assert not server.lane.full


async def test_for_who_does_not_read_nothing_is_begun(server: Server) -> None:
    server.stalled = True
    server.take(read(1), write(2))
    assert server.numbers() == []

    server.stalled = False
    server.lane.go_on()
    server.stalled = True
    server.finish(1)

    assert server.answers == [1]
    assert server.numbers() == []


def test_patience_runs_out_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(connections, "time", SimpleNamespace(monotonic=lambda: now[0]))
    patience = Patience()
    malformed = Request(0, None, error=Bad(), malformed=True)

    assert not any(patience.is_exhausted_by(malformed) for _ in range(9))
    now[0] += 61
    assert not any(patience.is_exhausted_by(malformed) for _ in range(9))
    assert patience.is_exhausted_by(malformed)


def test_what_is_only_refused_costs_no_patience() -> None:
    patience = Patience()

    assert not any(patience.is_exhausted_by(wrong(1)) for _ in range(50))
