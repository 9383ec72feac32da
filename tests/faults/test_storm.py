"""Two thousand sockets that come back at once: all are greeted with the right heads, and others go on talking.

Protocol, section 1: a reconnect or a restart loses and repeats nothing; nothing acknowledged is lost.
"""

from __future__ import annotations

import asyncio
import itertools
import resource
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.device import Device
from tests.blackbox.support.server import Server

from .by_hand import Reader
from .crowd import Crowd, crowd_on
from .length import AT_LENGTH, by_length
from .proof import Evidence, Talker

SOCKETS = 2000
SOCKETS_EACH = 20
SPARE_FILES = 300
STORMS = by_length(1, 5)  # after the first coming: each time the server was killed
GREETED_WITHIN_S = 60.0  # all of them, on two busy cores
SAY_EVERY_S = 0.02

pytestmark = pytest.mark.timeout(590)


@dataclass
class Storm:
    """What became of the sockets each time, of the heads they were told, and of the talk beside them."""

    sockets: int
    took: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    wrong_heads: list[tuple[dict[str, list[int]], dict[str, list[int]]]] = field(default_factory=list)
    evidence: Evidence | None = None


def sockets_there_is_room_for() -> int:
    """Raise the number of files this process and its children may open; return how many sockets that makes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = SOCKETS + SPARE_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft < wanted:
        print(f"\nonly {soft - SPARE_FILES} of {SOCKETS} sockets: no more than {hard} files may be open (ulimit -Hn)")
    return min(SOCKETS, soft - SPARE_FILES)


@pytest.fixture(scope="module", params=["serve", "daphne"] if AT_LENGTH else ["serve"])
def storm(request: pytest.FixtureRequest) -> Storm:
    """Let everybody come at once, kill the server, and let everybody come back at once."""
    sockets = sockets_there_is_room_for()
    server = Server(request.param)
    # The last two people talk; nothing happens to the others, so that it is known what they must be told.
    crowd = crowd_on(server, sockets // SOCKETS_EACH + 2, members=sockets // SOCKETS_EACH)
    with server:
        storm = asyncio.run(come_at_once(server, crowd, Storm(sockets)))
    rates = ", ".join(f"{sockets / took:.0f}/s (all within {took:.1f} s)" for took in storm.took)
    print(f"\n{request.param}, {sockets} sockets of {len(crowd.browsers) - 2} people, connects: {rates}")
    assert storm.evidence is not None
    print("; ".join(talker.device.summary() for talker in storm.evidence.talkers))
    return storm


async def come_at_once(server: Server, crowd: Crowd, storm: Storm) -> Storm:
    people, talking = crowd.browsers[:-2], crowd.browsers[-2:]
    await say_different_things(people, crowd)
    expected = [await asyncio.to_thread(heads_of, browser) for browser in people]
    async with AsyncExitStack() as stack:
        talkers = [Talker(browser, Device(browser)) for browser in talking]
        for talker in talkers:
            await stack.enter_async_context(talker.device)
        speaking = asyncio.create_task(speak(talkers, crowd.chats[-1]))
        came = await arrive(people, expected, storm)
        for _ in range(STORMS):
            await asyncio.to_thread(server.kill)
            for reader in came:
                reader.close()
            await asyncio.to_thread(server.start)
            came = await arrive(people, expected, storm)
        speaking.cancel()
        storm.evidence = await Evidence.of(crowd.chats[-1], talkers)
        for reader in came:
            reader.close()
    return storm


async def say_different_things(people: list[Browser], crowd: Crowd) -> None:
    """Bring every conversation to a version of its own."""
    for number, browser in enumerate(people[::2]):
        writer = await Reader(browser).open()
        for _ in range(number % 4):
            await writer.send(crowd.chats[2 * number], "早！")
        writer.close()


def heads_of(browser: Browser) -> dict[str, list[int]]:
    """Return a person's heads as they are fetched."""
    start = browser.get("bootstrap").json()
    return {"me": [start["me"]["version"]]} | {one["stream"]: one["head"] for one in start["conversations"]}


async def speak(talkers: list[Talker], chat: str) -> None:
    for number in itertools.count():
        talkers[number % 2].device.say(chat, f"{number} 风大")
        await asyncio.sleep(SAY_EVERY_S)


async def arrive(people: list[Browser], expected: list[dict[str, list[int]]], storm: Storm) -> list[Reader]:
    """Open all sockets at once; note how long it took until the last was greeted, and what was wrong."""
    each = storm.sockets // len(people)
    readers = [Reader(browser) for browser in people for _ in range(each)]
    begun = time.perf_counter()
    outcomes = await asyncio.gather(*(reader.open() for reader in readers), return_exceptions=True)
    storm.took.append(time.perf_counter() - begun)
    for number, outcome in enumerate(outcomes):
        if isinstance(outcome, BaseException):
            storm.failures[repr(outcome)] += 1
        elif outcome.ready["heads"] != expected[number // each]:
            storm.wrong_heads.append((outcome.ready["heads"], expected[number // each]))
    return readers


def test_everybody_is_greeted_in_a_storm(storm: Storm) -> None:
    assert not storm.failures
    assert max(storm.took) < GREETED_WITHIN_S


def test_everybody_is_told_the_right_heads_in_a_storm(storm: Storm) -> None:
    assert not storm.wrong_heads


def test_a_talk_goes_on_through_a_storm(storm: Storm) -> None:
    assert storm.evidence is not None
    storm.evidence.everything_said_is_stored_once()
    storm.evidence.all_see_one_order_without_holes()
    storm.evidence.live_state_equals_a_fresh_fetch()
