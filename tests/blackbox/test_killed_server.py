"""A server that is killed again and again while people write loses nothing it acknowledged and doubles nothing."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from .support.cast import NICKNAMES, Site, befriend, inhabited_server, site_with_cast
from .support.cutter import Cutter
from .support.device import Device
from .support.frames import Row
from .support.replica import seq_of
from .support.talk import history

KILLS = 10
SENDERS = 20
WAITING_EACH = 3  # messages a sender keeps in its outbox: enough never to pause
HOW_OFTEN_DEAF = 0.5  # the last answers before a kill are lost on the way: stored, but not known to be
RATES_OFF = "0"  # the figures are of a site without rate limits

pytestmark = pytest.mark.timeout(300)  # eleven starts of a server, on a busy machine
Chats = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site without rate limits where all five people are friends of each other."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE=RATES_OFF) as server:
        site = site_with_cast(server)
        for username in NICKNAMES.keys() - {"eve"}:
            befriend(site, "eve", username)
        yield site


@pytest.fixture(scope="module")
def chats(site: Site) -> Chats:
    """The ten conversations of five people."""
    return {pair: site.chat_of(*pair) for pair in itertools.combinations(NICKNAMES, 2)}


@pytest.fixture(scope="module")
def senders(site: Site, chats: Chats) -> list[Device]:
    """Twenty devices that sent while the server was killed ten times; all is settled."""
    return asyncio.run(send_and_kill(site, chats, seed=random.randrange(10**6)))


async def send_and_kill(site: Site, chats: Chats, seed: int) -> list[Device]:
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(Cutter(site.server, mean_bytes=1, chance=chance))
        line.is_cutting = False
        senders = {}
        for pair, chat in chats.items():
            for username in pair:
                device = Device(site[username], port=line.port, chance=chance)
                senders[await stack.enter_async_context(device)] = chat
        writing = [asyncio.create_task(keep_writing(device, chat)) for device, chat in senders.items()]
        for _ in range(KILLS):
            before = sum(len(device.acknowledged) for device in senders)
            await enough_acknowledged(senders, before + 2 * SENDERS)
            await asyncio.sleep(chance.uniform(0, 0.5))
            line.is_deaf = chance.random() < HOW_OFTEN_DEAF
            await asyncio.sleep(chance.uniform(0, 0.05))
            await asyncio.to_thread(site.server.kill)
            line.is_deaf = False
            await asyncio.to_thread(site.server.start)
        for task in writing:
            task.cancel()
        await asyncio.gather(*(device.settle() for device in senders))
        await level(senders)
    print_figures(list(senders), seed)
    return list(senders)


async def keep_writing(device: Device, chat: str) -> None:
    for number in itertools.count(1):
        await device.until(lambda one: sum(map(len, one.outboxes.values())) < WAITING_EACH, 60)
        device.say(chat, f"{number} 一二三 {device.replica.user}")


async def enough_acknowledged(senders: dict[Device, str], wanted: int) -> None:
    while sum(len(device.acknowledged) for device in senders) < wanted:
        await asyncio.gather(*(device.until(lambda _: True) for device in senders))
        await asyncio.sleep(0.02)


async def level(senders: dict[Device, str]) -> None:
    """Wait until both devices of every conversation hold the same version."""
    for chat in set(senders.values()):
        ends = [device for device, its in senders.items() if its == chat]
        newest = max(device.replica.streams[chat].version for device in ends)
        for device in ends:
            await device.holds(chat, newest)


def print_figures(senders: list[Device], seed: int) -> None:
    counts = sum((device.counts for device in senders), Counter[str]())
    acknowledged = sum(len(device.acknowledged) for device in senders)
    print(
        f"\nseed {seed}, {KILLS} kills, {len(senders)} senders, rates off: {acknowledged} acknowledged by ok,"
        f" {counts['acknowledged by a row']} by a row, {counts['resends']} resent,"
        f" {counts['duplicates']} answered duplicate"
    )


@pytest.fixture(scope="module")
def stored(site: Site, chats: Chats, senders: list[Device]) -> dict[str, list[Row]]:
    """What the site holds of every conversation afterwards."""
    return {chat: history(site[pair[0]], chat) for pair, chat in chats.items()}


def test_no_acknowledged_message_is_lost(senders: list[Device], stored: dict[str, list[Row]]) -> None:
    places = {
        (row["author"], row["client_id"]): (chat, seq_of(row))
        for chat, rows in stored.items()
        for row in rows
        if "client_id" in row
    }

    lost = [
        client_id
        for device in senders
        for client_id, place in device.acknowledged.items()
        if places.get((device.replica.user, client_id)) != place
    ]

    print(f"\nacknowledged and lost: {len(lost)}")
    assert not lost


def test_no_message_is_stored_twice(stored: dict[str, list[Row]]) -> None:
    times = Counter((row["author"], row["client_id"]) for rows in stored.values() for row in rows if "client_id" in row)

    doubled = [key for key, count in times.items() if count > 1]

    print(f"\ndoubled: {len(doubled)}")
    assert not doubled


def test_everything_sent_is_stored_in_the_order_of_its_sender(
    senders: list[Device], stored: dict[str, list[Row]]
) -> None:
    seqs = {row["client_id"]: seq_of(row) for rows in stored.values() for row in rows if "client_id" in row}

    for device in senders:
        sent = [seqs[client_id] for client_id in device.sent]
        assert sent == sorted(sent)


def test_seq_has_no_holes_after_the_kills(stored: dict[str, list[Row]]) -> None:
    for rows in stored.values():
        assert [seq_of(row) for row in rows] == list(range(1, len(rows) + 1))


def test_devices_that_lived_through_the_kills_hold_what_is_stored(
    senders: list[Device], stored: dict[str, list[Row]]
) -> None:
    for device in senders:
        (chat,) = device.outboxes
        held = device.replica.streams[chat].messages
        assert held == stored[chat][-len(held) :]


def test_what_was_stored_before_a_kill_is_answered_duplicate_after_it(senders: list[Device]) -> None:
    counts = sum((device.counts for device in senders), Counter[str]())

    assert counts["duplicates"] + counts["acknowledged by a row"] > 0


def test_no_traceback_was_logged(site: Site, senders: list[Device]) -> None:
    assert not [line for line in site.server.log() if "Traceback" in line]
