"""Five hundred messages in both directions over a line that is cut at random lose and repeat nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from .support.cast import Site, inhabited_server, site_with_cast
from .support.cutter import Cutter
from .support.device import Device
from .support.replica import seq_of
from .support.talk import history, stored_once

MESSAGES = 500
MORE = 3
DEVICES_EACH = 2
MEAN_BYTES_UNTIL_CUT = 12_000
BODIES = ["Good morning!", "早上好，今天去爬山吗？", "👩‍👩‍👧‍👦 are coming too", "ok", "\u202eabc", "  a\n\n b\t"]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site on which Ann and Bob are friends."""
    with inhabited_server() as server:
        yield site_with_cast(server)


class Talk:
    """What is left of the long talk: the devices, frozen after the last cut, and what a fresh one sees."""

    def __init__(self) -> None:
        self.devices: list[Device] = []
        self.views: list[dict[str, Any]] = []
        self.fresh_views: list[dict[str, Any]] = []
        self.unread: list[tuple[int, ...]] = []
        self.cuts = 0


@pytest.fixture(scope="module")
def talk(site: Site, chat: str) -> Talk:
    """Five hundred messages in both directions while every connection is cut again and again."""
    return asyncio.run(hold_talk(site, chat, seed=random.randrange(10**6)))


async def hold_talk(site: Site, chat: str, seed: int) -> Talk:
    chance = random.Random(seed)
    talk = Talk()
    async with AsyncExitStack() as stack:
        cutter = await stack.enter_async_context(Cutter(site.server, mean_bytes=MEAN_BYTES_UNTIL_CUT, chance=chance))
        for username in ("ann", "bob") * DEVICES_EACH:
            device = Device(site[username], port=cutter.port, chance=chance)
            talk.devices.append(await stack.enter_async_context(device))
        for number in range(MESSAGES):
            talk.devices[number % len(talk.devices)].say(chat, f"{number} {chance.choice(BODIES)}")
            if number % 50 == 0:
                chance.choice(talk.devices).cut()
            await asyncio.sleep(chance.uniform(0, 0.02))
        await asyncio.gather(*(device.until(lambda one: not any(one.outboxes.values()), 60) for device in talk.devices))
        cutter.is_cutting = False
        await in_step(talk.devices, chat)
        await read_and_count(talk, chat)
        talk.cuts = cutter.cuts
    print(f"\nseed {seed}: {talk.cuts} cuts, " + "; ".join(device.summary() for device in talk.devices))
    talk.views = [device.replica.view() for device in talk.devices]
    for username in ("ann", "bob"):
        async with Device(site[username]) as fresh:
            await fresh.until(lambda device: device.is_settled and device.replica.streams[chat].version > 0)
            talk.fresh_views.append(fresh.replica.view())
    return talk


async def read_and_count(talk: Talk, chat: str) -> None:
    """Let Ann send three, then Bob read one of them, then all; note what every window calls unread."""
    ann, bob, *_ = talk.devices
    await read_up_to(bob, ann.replica.streams[chat].last_seq, talk.devices, chat)
    for number in range(MORE):
        ann.say(chat, f"three more, {number}")
    await ann.settle()
    await in_step(talk.devices, chat)
    talk.unread.append(tuple(device.replica.unread(chat) for device in talk.devices))
    last = ann.replica.streams[chat].last_seq
    for seq in (last - 2, last):
        await read_up_to(bob, seq, talk.devices, chat)
        talk.unread.append(tuple(device.replica.unread(chat) for device in talk.devices))


async def read_up_to(reader: Device, seq: int, devices: list[Device], chat: str) -> None:
    """Move a person's read mark and wait until all windows know."""
    reply = await reader.command("conversation.read", stream=chat, seq=seq)
    assert "ok" in reply, reply
    await in_step(devices, chat, me_of=reader, version=reply["ok"]["version"])


async def in_step(devices: list[Device], chat: str, *, me_of: Device | None = None, version: int = 0) -> None:
    """Wait until all devices are settled and hold the same version of the conversation."""

    def is_in_step(device: Device) -> bool:
        newest = max(one.replica.streams[chat].version for one in devices)
        mine = me_of is not None and device.replica.user == me_of.replica.user
        is_level = device.replica.streams[chat].version == newest
        return device.is_settled and is_level and (not mine or device.replica.streams["me"].version >= version)

    for device in devices:
        await device.until(is_in_step)


def test_the_line_was_really_cut(talk: Talk) -> None:
    assert talk.cuts >= 20
    assert sum(device.counts["resends"] for device in talk.devices) >= 5


def test_every_acknowledged_message_is_stored_once(site: Site, chat: str, talk: Talk) -> None:
    assert not any(device.refused for device in talk.devices)
    assert stored_once(site["ann"], chat, talk.devices) == MESSAGES + MORE


def test_seq_has_no_holes_and_both_read_the_same_order(site: Site, chat: str, talk: Talk) -> None:
    for_ann, for_bob = history(site["ann"], chat), history(site["bob"], chat)

    assert for_ann == for_bob
    assert [seq_of(row) for row in for_ann] == list(range(1, len(for_ann) + 1))


def test_a_message_keeps_its_seq_on_every_device(site: Site, chat: str, talk: Talk) -> None:
    stored = {seq_of(row): row for row in history(site["ann"], chat)}

    for device in talk.devices:
        held = device.replica.streams[chat].messages
        assert [stored[seq_of(row)] for row in held] == held
        assert [seq_of(row) for row in held] == list(range(seq_of(held[0]), len(stored) + 1))


def test_each_device_sends_in_the_order_of_its_outbox(site: Site, chat: str, talk: Talk) -> None:
    order = {row.get("client_id"): seq_of(row) for row in history(site["ann"], chat)}

    for device in talk.devices:
        sent = [order[client_id] for client_id in device.sent]
        assert sent == sorted(sent)


def test_what_people_wrote_comes_back_unchanged(site: Site, chat: str, talk: Talk) -> None:
    stored = {row.get("client_id"): row.get("body") for row in history(site["bob"], chat)}

    for device in talk.devices:
        for client_id, unsent in device.sent.items():
            assert stored[client_id] == unsent.body


def test_unread_is_equal_in_all_windows_of_a_person(talk: Talk) -> None:
    assert talk.unread == [(0, 3, 0, 3), (0, 2, 0, 2), (0, 0, 0, 0)]


def test_live_state_equals_a_fresh_fetch(talk: Talk) -> None:
    for number, view in enumerate(talk.views):
        assert view == talk.fresh_views[number % 2]


def test_two_windows_of_a_person_hold_the_same(talk: Talk) -> None:
    ann, bob, ann_too, bob_too = talk.views

    assert ann == ann_too
    assert bob == bob_too
