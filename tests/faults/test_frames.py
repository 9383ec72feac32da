"""Frames that come twice, late, out of order or not at all: what a client holds in the end is what is stored.

Protocol, section 1: by R1 and R2 a message appears exactly once, in one order; versions say what is missing.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from tests.blackbox.support.cast import Site, inhabited_server, site_with_cast
from tests.blackbox.support.device import Device

from .length import by_length
from .mixer import Mixer
from .proof import Evidence, Talker

MESSAGES = by_length(120, 5000)
READ_EVERY = 20  # messages: a read mark is a change of `me`
SAY_EVERY_S = 0.02

pytestmark = pytest.mark.timeout(590)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The cast on a server without rate limits."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)


@pytest.fixture(scope="module")
def mixed(site: Site) -> tuple[Mixer, Evidence]:
    """Ann and Bob talk, each in two windows, over a line that mixes everything up; its end is honest."""
    return asyncio.run(talk_over_a_mixer(site, seed=random.randrange(10**6)))


async def talk_over_a_mixer(site: Site, seed: int) -> tuple[Mixer, Evidence]:
    chance = random.Random(seed)
    chat = await asyncio.to_thread(site.chat_of, "ann", "bob")
    async with Mixer(site.server, chance) as mixer, AsyncExitStack() as stack:
        talkers = [Talker(site[name], Device(site[name], port=mixer.port)) for name in ("ann", "bob") * 2]
        devices = [await stack.enter_async_context(talker.device) for talker in talkers]
        for device in devices:
            await device.settle()
        for number in range(MESSAGES):
            devices[number % 4].say(chat, f"{number} 乱七八糟")
            if number % READ_EVERY == 0:
                await read(devices[number // READ_EVERY % 4], chat)
            await asyncio.sleep(chance.uniform(0, 2 * SAY_EVERY_S))
        for device in devices:
            await device.until(lambda one: not any(one.outboxes.values()))

        # What is lost is missed when something comes after it: the last change of each stream does come.
        mixer.is_honest = True
        await mixer.none_late()
        for device in devices[:2]:
            device.say(chat, "the end")
            await device.settle()
            assert "ok" in await device.command("profile.update", bio="the end")
        evidence = await Evidence.of(chat, talkers)
    counts = sum((device.counts for device in devices), Counter[str]())
    print(f"\nseed {seed}, frames {dict(mixer.counts)}, devices {dict(counts)}")
    return mixer, evidence


async def read(device: Device, chat: str) -> None:
    """Move the person's read mark to the newest message this device holds."""
    reply = await device.command("conversation.read", stream=chat, seq=device.replica.streams[chat].last_seq)
    assert "ok" in reply, reply


def test_the_line_really_mixed_frames_up(mixed: tuple[Mixer, Evidence]) -> None:
    mixer, _ = mixed

    for fate in ("doubled", "late", "doubled late", "lost"):
        assert mixer.counts[fate] >= MESSAGES // 20


def test_mixed_up_frames_lose_and_repeat_nothing(mixed: tuple[Mixer, Evidence]) -> None:
    _, evidence = mixed

    evidence.everything_said_is_stored_once()
    evidence.all_see_one_order_without_holes()


def test_mixed_up_frames_end_in_what_a_fresh_fetch_gives(mixed: tuple[Mixer, Evidence]) -> None:
    _, evidence = mixed

    evidence.live_state_equals_a_fresh_fetch()
    assert [talker.device.counts["disconnects"] for talker in evidence.talkers] == [0] * 4
