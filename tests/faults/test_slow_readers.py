"""Readers that sleep or sip a byte a second: bounded in memory, a burden to nobody, and in the end without a hole.

Protocol, section 1: everyone sees the same order without holes. `head` says "you may be behind" where a slow reader was
collapsed; what it syncs when it wakes up is what is stored.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.device import Device
from tests.blackbox.support.frames import Row
from tests.blackbox.support.replica import ME
from tests.blackbox.support.server import Server
from tests.blackbox.support.talk import history

from .by_hand import CHUNK, Reader
from .crowd import Crowd, crowd_on
from .length import AT_LENGTH, by_length

SLOW = by_length(40, 200)  # each in a conversation of its own, half of them asleep, half sipping
IN_GROUP = 20  # of one person, in the conversation whose delivery is measured
MOST_MIB_EACH = 1.5
LONG = "𠮷" * 8000  # 32 kB
FLOOD = by_length(50, 200)  # long messages to each: more than the line and the server's bound hold
PACED = by_length(60, 1000)  # messages whose delivery is timed, without and among slow readers
PACE_S = 0.01
SLOWER_AT_MOST, OR_S = 5, 0.3  # a shared machine: a stall is what is looked for

pytestmark = pytest.mark.timeout(590)


@dataclass
class Slowness:
    """A server among slow readers: its memory, the delivery to others, and what the slow ones hold in the end."""

    each_reading: float  # MiB the server grew by for each who reads
    each_slow: float
    delivery_without: list[float]  # seconds
    delivery_among: list[float]
    woken: list[tuple[Reader, str, list[Row]]]  # with their conversation, and what is stored of it


@pytest.fixture(scope="module", params=["serve", "daphne"] if AT_LENGTH else ["serve"])
def slowness(request: pytest.FixtureRequest) -> Slowness:
    """Flood people who read, then as many who do not, and wake these up."""
    server = Server(request.param, HAPPYCHAT_RATE_SCALE="0")
    crowd = crowd_on(server, 2 * SLOW, members=4)
    with server:
        found = asyncio.run(among_slow_readers(server, crowd))
    print(
        f"\n{request.param}, {SLOW} in their own conversations, {IN_GROUP} in the measured one:"
        f" {found.each_slow:.2f} MiB for each slow reader, {found.each_reading:.2f} for each who reads;"
        f" delivery to others, median and p99 in ms: {in_ms(found.delivery_without)} without, "
        f"{in_ms(found.delivery_among)} among them; "
        f"{sum(bool(reader.heads) for reader, *_ in found.woken)} of {len(found.woken)} were told `head`"
    )
    return found


async def among_slow_readers(server: Server, crowd: Crowd) -> Slowness:
    writers, readers, chats = crowd.browsers[::2], crowd.browsers[1::2], crowd.chats[::2]
    async with AsyncExitStack() as stack:
        begun = memory_of(server)
        async with AsyncExitStack() as reading:
            for browser in readers:
                await reading.enter_async_context(Device(browser))
            await flood(writers, chats)
            read = memory_of(server)
        # What serving takes anyway, caches of the database above all, is there by now.
        slow = [await fall_asleep(stack, browser, sips=bool(n % 2)) for n, browser in enumerate(readers)]
        await flood(writers, chats)
        slept = memory_of(server)

        without = await paced_delivery(crowd)
        in_group = [await fall_asleep(stack, crowd.browsers[2], sips=bool(n % 2)) for n in range(IN_GROUP)]
        among = await paced_delivery(crowd)

        woken = list(zip(slow, chats, readers, strict=True))
        woken += [(reader, crowd.group, crowd.browsers[2]) for reader in in_group]
        for reader, chat, _ in woken:
            await reader.wake()
            await reader.catch_up(ME, chat)
        members = {chat: browser for _, chat, browser in woken}
        stored = {chat: await asyncio.to_thread(history, browser, chat) for chat, browser in members.items()}
    return Slowness(
        (read - begun) / SLOW,
        (slept - read) / SLOW,
        without,
        among,
        [(reader, chat, stored[chat]) for reader, chat, _ in woken],
    )


async def fall_asleep(stack: AsyncExitStack, browser: Browser, *, sips: bool) -> Reader:
    """Open a socket that is alive but reads nothing from now on, or a byte a second."""
    reader = await Reader(browser).open()
    stack.callback(reader.close)
    await reader.catch_up(ME)
    reader.doze(sips=sips)
    return reader


async def flood(writers: list[Browser], chats: list[str]) -> None:
    """Say a lot in each conversation at once."""
    await asyncio.gather(*(say(browser, chat) for browser, chat in zip(writers, chats, strict=True)))


async def say(browser: Browser, chat: str) -> None:
    writer = await Reader(browser).open()
    for _ in range(FLOOD):
        await writer.send(chat, LONG)
    writer.close()


async def paced_delivery(crowd: Crowd) -> list[float]:
    """Return the seconds from sending to hearing, in the group, of messages sent at an even pace."""
    writer, listener = await Reader(crowd.browsers[0]).open(), await Reader(crowd.browsers[1]).open()
    await listener.catch_up(crowd.group)
    held, taken = listener.replica.streams[crowd.group], []
    for _ in range(PACED):
        version, begun = held.version, time.perf_counter()
        sent = asyncio.create_task(writer.send(crowd.group, LONG))
        while held.version == version:
            await listener.sip(CHUNK)
        taken.append(time.perf_counter() - begun)
        await sent
        await asyncio.sleep(PACE_S)
    writer.close()
    listener.close()
    return taken


def memory_of(server: Server) -> float:
    """Return the MiB of memory a server's process has in use."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text("ascii")
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def in_ms(taken: list[float]) -> str:
    return f"{statistics.median(taken) * 1000:.1f} and {p99(taken) * 1000:.1f}"


def p99(taken: list[float]) -> float:
    """Return what all but one in a hundred took less than."""
    return sorted(taken)[len(taken) * 99 // 100]


def test_a_slow_reader_costs_a_bounded_piece_of_memory(slowness: Slowness) -> None:
    assert slowness.each_slow <= MOST_MIB_EACH


def test_others_are_not_disturbed_by_slow_readers(slowness: Slowness) -> None:
    assert p99(slowness.delivery_among) <= SLOWER_AT_MOST * p99(slowness.delivery_without) + OR_S


def test_a_slow_reader_is_told_how_far_things_went(slowness: Slowness) -> None:
    for reader, chat, _ in slowness.woken:
        assert any(chat in frame["heads"] for frame in reader.heads)


def test_a_slow_reader_that_wakes_up_holds_what_is_stored(slowness: Slowness) -> None:
    for reader, chat, stored in slowness.woken:
        held = reader.replica.streams[chat]
        assert not held.is_behind
        assert held.last_seq == len(stored)
        assert held.messages == stored[-len(held.messages) :]
