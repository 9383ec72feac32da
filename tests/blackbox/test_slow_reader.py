"""A window that does not read for a while holds nobody up and misses nothing in the end."""

from __future__ import annotations

import secrets
import time

import pytest

from .support.cast import Site
from .support.frames import Frame
from .support.replica import Replica, seq_of
from .support.talk import history
from .support.wire import Wire

LONG = "字" * 8000  # 24 kB
MESSAGES = 400  # together far more than the line and the server's own bound hold
SLOWEST_ANSWER_SECONDS = 2.0


@pytest.fixture(scope="module")
def chat(site: Site) -> str:
    """Their direct chat, in which nothing was said yet."""
    return site.chat_of("lin", "bob")


class Flood:
    """Ten megabytes said by Lin Xiaoyu while a window of Bob sleeps: how long she waited, what it then read."""

    def __init__(self, site: Site, chat: str) -> None:
        self.waits: list[float] = []
        self.replica = Replica()
        with Wire.open(site["bob"]) as sleeping, Wire.open(site["lin"]) as writing:
            self.replica.ready(sleeping.ready)
            catch_up(sleeping, self.replica, chat)
            for number in range(MESSAGES):
                begun = time.monotonic()
                writing.command(
                    "message.send", stream=chat, client_id=secrets.token_urlsafe(16), body=f"{number}{LONG}"[:8000]
                )
                self.waits.append(time.monotonic() - begun)
                writing.pushed.clear()
            catch_up(sleeping, self.replica, chat)
            self.frames = sleeping.pushed


def catch_up(wire: Wire, replica: Replica, chat: str) -> None:
    """Read what is there, then sync both streams until there is no more."""
    for name in ("me", chat):
        more = True
        while more:
            have = replica.streams[name].version
            reply = wire.command("sync", have={name: have})
            take(replica, wire.pushed)
            for answer in reply["streams"]:
                replica.answer(answer, have)
            more = reply["more"]


def take(replica: Replica, frames: list[Frame]) -> None:
    for frame in frames:
        replica.push(frame)


@pytest.fixture(scope="module")
def flood(site: Site, chat: str) -> Flood:
    """What happened while a window slept."""
    return Flood(site, chat)


def test_nobody_waits_for_a_window_that_sleeps(flood: Flood) -> None:
    assert max(flood.waits) < SLOWEST_ANSWER_SECONDS


def test_a_window_that_sleeps_is_told_how_far_things_went_instead_of_everything(chat: str, flood: Flood) -> None:
    heads = [frame["heads"] for frame in flood.frames if frame["type"] == "head"]

    assert any(chat in head for head in heads)
    assert len(flood.frames) < MESSAGES


def test_a_window_that_slept_ends_with_everything(site: Site, chat: str, flood: Flood) -> None:
    stored = history(site["bob"], chat)

    held = flood.replica.streams[chat]
    assert held.last_seq == len(stored)
    assert held.messages == stored[-len(held.messages) :]
    assert not held.is_behind


def test_a_fresh_window_takes_what_fits_and_knows_where_it_begins(site: Site, chat: str, flood: Flood) -> None:
    with Wire.open(site["bob"]) as wire:
        (reset,) = wire.command("sync", have={chat: 0})["streams"]

    seqs = sorted(seq_of(row) for row in reset["rows"] if row["key"].startswith("message:"))
    assert seqs == list(range(reset["first_seq"], reset["last_seq"] + 1))
    assert 0 < len(seqs) < 50


def test_a_window_that_is_behind_gets_it_in_pieces_without_a_hole(site: Site, chat: str, flood: Flood) -> None:
    version, seqs, pieces = 1, [], 0
    with Wire.open(site["bob"]) as wire:
        more = True
        while more:
            reply = wire.command("sync", have={chat: version})
            (update,) = reply["streams"]
            assert update["prev"] == version
            seqs += [seq_of(row) for row in update["rows"] if row["key"].startswith("message:")]
            version, more, pieces = update["version"], reply["more"], pieces + 1

    assert pieces > 10
    assert seqs == list(range(2, MESSAGES + 2))
