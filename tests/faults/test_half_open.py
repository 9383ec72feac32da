"""A line that dies without a sign: both ends notice, the client comes back, nothing is lost and nothing repeated.

Protocol, section 1: a reconnect loses and repeats nothing; a message shown as sent is on disk and appears exactly once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from tests.blackbox.support.cast import Site, inhabited_server, site_with_cast
from tests.blackbox.support.device import Device

from .altered import altered
from .length import AT_LENGTH, by_length
from .middleman import DOWN, UP, Middleman, Passage
from .proof import Evidence, Talker, in_step

# At length by the protocol's own seconds, in short twenty times as fast.
SCALE = by_length(0.05, 1.0)
CLIENT_SILENCE_S = 40 * SCALE
SERVER_SILENCE_S = 60 * SCALE
HEART = {"chat.consumers:PING_S": 25 * SCALE, "chat.consumers:PING_JITTER_S": 5 * SCALE}
CLOSING_S = 15.0  # a close handshake nobody answers
PATIENCE_S = 15.0  # a busy machine
SAY_EVERY_S = 0.05
SILENT_CLOSE = b"\x88\x02\x11\x38"  # 4408

WAYS = {
    "nothing goes up": ({UP}, ("ann", "bob")),
    "nothing comes back": ({DOWN}, ("ann", "lin")),
    "nothing passes": ({UP, DOWN}, ("bob", "chen")),
    "it is reset": (set[str](), ("lin", "chen")),
}
pytestmark = pytest.mark.timeout(300)


@dataclass
class DeadLine:
    """What became of one pair: the seconds until both were back, and until the server was rid of the dead lines."""

    chat: str
    talkers: list[Talker]
    dead: list[Passage]
    back_after: float
    dropped_after: float

    @property
    def told_silent(self) -> int:
        """Return how many of the dead lines the server closed for silence, heard or not."""
        return sum(SILENT_CLOSE in passage.last[DOWN] for passage in self.dead)


@pytest.fixture(scope="module", params=["serve", "daphne"] if AT_LENGTH else ["serve"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The cast on a server that notices silence after `SERVER_SILENCE_S`."""
    settings = altered(constants={**HEART, "chat.consumers:SILENCE_S": SERVER_SILENCE_S})
    with inhabited_server(f"altered {request.param}", HAPPYCHAT_RATE_SCALE="0", **settings) as server:
        yield site_with_cast(server)


@pytest.fixture(scope="module")
def lines(site: Site) -> dict[str, tuple[DeadLine, Evidence]]:
    """Four pairs talk while each one's line dies in its own way."""
    return asyncio.run(let_lines_die(site))


async def let_lines_die(site: Site) -> dict[str, tuple[DeadLine, Evidence]]:
    chats = [await asyncio.to_thread(site.chat_of, *pair) for _, pair in WAYS.values()]
    async with AsyncExitStack() as stack:
        dying = [
            talk_on_a_dying_line(site, stack, chat, lost, pair)
            for chat, (lost, pair) in zip(chats, WAYS.values(), strict=True)
        ]
        lines = await asyncio.gather(*dying)
        await asyncio.gather(*(in_step(line.chat, [talker.device for talker in line.talkers]) for line in lines))
        evidence = [await Evidence.of(line.chat, line.talkers) for line in lines]
    for way, line in zip(WAYS, lines, strict=True):
        print(
            f"\n{site.server.kind}, {way}: both back after {line.back_after:.1f} s, dead lines dropped after"
            f" {line.dropped_after:.1f} s, {line.told_silent} of {len(line.dead)} closed with 4408; "
            + "; ".join(talker.device.summary() for talker in line.talkers)
        )
    return dict(zip(WAYS, zip(lines, evidence, strict=True), strict=True))


async def talk_on_a_dying_line(
    site: Site, stack: AsyncExitStack, chat: str, lost: set[str], pair: tuple[str, str]
) -> DeadLine:
    middleman = await stack.enter_async_context(Middleman(site.server))
    talkers = [Talker(site[name], Device(site[name], port=middleman.port)) for name in pair]
    for talker in talkers:
        talker.device.silence_seconds = CLIENT_SILENCE_S
        await stack.enter_async_context(talker.device)
        await talker.device.settle()
    talking = [asyncio.create_task(keep_talking(talker.device, chat)) for talker in talkers]
    await asyncio.gather(*(talker.device.until(lambda one: len(one.acknowledged) > 5) for talker in talkers))

    dead, begun = middleman.alive, asyncio.get_running_loop().time()
    for passage in dead:
        passage.lost |= lost
        if not lost:
            passage.reset()
    back_after = await seconds_until_back(talkers, begun)
    dropped_after = await seconds_until_dropped(dead, begun)
    for task in talking:
        task.cancel()
    return DeadLine(chat, talkers, dead, back_after, dropped_after)


async def keep_talking(device: Device, chat: str) -> None:
    number = 0
    while True:
        await asyncio.sleep(SAY_EVERY_S)
        if sum(map(len, device.outboxes.values())) < 20:
            device.say(chat, f"{number} 还在吗？")
            number += 1


async def seconds_until_back(talkers: list[Talker], begun: float) -> float:
    for talker in talkers:
        device, heard = talker.device, len(talker.device.acknowledged)
        patience = SERVER_SILENCE_S + CLIENT_SILENCE_S + PATIENCE_S
        await device.until(lambda one: one.counts["disconnects"] > 0, patience)
        await device.until(lambda one, heard=heard: len(one.acknowledged) > heard)  # type: ignore[misc]
    return asyncio.get_running_loop().time() - begun


async def seconds_until_dropped(dead: list[Passage], begun: float) -> float:
    async with asyncio.timeout(SERVER_SILENCE_S + CLOSING_S + PATIENCE_S):
        while not all(is_dropped(passage) for passage in dead):
            await asyncio.sleep(0.05)
    return asyncio.get_running_loop().time() - begun


def is_dropped(passage: Passage) -> bool:
    """Tell whether the server is rid of a line: at length, that nothing is left of it in the kernel either."""
    return DOWN in passage.ended or (not AT_LENGTH and SILENT_CLOSE in passage.last[DOWN])


@pytest.mark.parametrize("way", WAYS)
def test_both_come_back_once_they_notice(lines: dict[str, tuple[DeadLine, Evidence]], way: str) -> None:
    line, _ = lines[way]

    # Who cannot be heard is told by the server; who cannot hear, by their own clock.
    at_most = SERVER_SILENCE_S if way == "nothing goes up" else CLIENT_SILENCE_S
    assert line.back_after < at_most + PATIENCE_S


@pytest.mark.parametrize("way", WAYS)
def test_the_server_lets_go_of_the_dead_line(lines: dict[str, tuple[DeadLine, Evidence]], way: str) -> None:
    line, _ = lines[way]

    assert line.dead
    assert line.dropped_after < SERVER_SILENCE_S + CLOSING_S + PATIENCE_S


@pytest.mark.parametrize("way", ["nothing goes up", "nothing passes"])
def test_who_cannot_be_heard_is_closed_for_silence(
    site: Site, lines: dict[str, tuple[DeadLine, Evidence]], way: str
) -> None:
    if AT_LENGTH:
        pytest.skip("clients ask again and Daphne has a heartbeat of its own, both of which are faster")
    line, _ = lines[way]

    assert line.told_silent == len(line.dead)
    assert line.dropped_after >= SERVER_SILENCE_S - 1


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_lost_or_repeated_on_a_dead_line(lines: dict[str, tuple[DeadLine, Evidence]], way: str) -> None:
    _, evidence = lines[way]

    evidence.everything_said_is_stored_once()
    evidence.all_see_one_order_without_holes()
    evidence.live_state_equals_a_fresh_fetch()
