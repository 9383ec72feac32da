"""A server that breaks a promise is caught, and a sound one bears the same bad luck.

Each fault is made wide, so that it shows in a few seconds; the proof is the one of the other fault tests.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.blackbox.support.cast import Site, inhabited_server, my_id, site_with_cast
from tests.blackbox.support.cutter import Cutter
from tests.blackbox.support.device import Device
from tests.blackbox.support.replica import seq_of
from tests.blackbox.support.wire import Wire

from . import broken as by
from .pair import keep_talking
from .proof import Evidence, Talker

AT_ONCE = 3
BEHIND_S = 8.0  # who is behind for so long stays so
Break = Callable[[], None]
pytestmark = pytest.mark.timeout(300)


# What happens. Only Ann writes: who writes too would learn from their own messages what they miss.


async def one_writes(site: Site, talkers: list[Talker], chat: str) -> None:
    writing = asyncio.create_task(keep_talking(talkers[0].device, chat))
    await asyncio.sleep(1)
    writing.cancel()


async def it_is_killed(site: Site, talkers: list[Talker], chat: str) -> None:
    writing = asyncio.create_task(keep_talking(talkers[0].device, chat))
    for _ in range(2):
        await asyncio.sleep(1.5)
        await asyncio.to_thread(site.server.kill)
        await asyncio.to_thread(site.server.start)
    writing.cancel()


async def an_answer_is_lost(site: Site, talkers: list[Talker], chat: str) -> None:
    async with Cutter(site.server, mean_bytes=1, chance=talkers[0].device.chance) as line:
        line.is_cutting = False
        async with Device(site["ann"], port=line.port) as ann:
            await ann.settle()
            line.is_deaf = True
            ann.say(chat, "did you get that?")
            await asyncio.sleep(1)
            ann.cut()
            line.is_deaf = False
            await ann.until(lambda one: not any(one.outboxes.values()))
            talkers[0].device.sent |= ann.sent
            talkers[0].device.acknowledged |= ann.acknowledged


async def somebody_comes_while_another_writes(site: Site, talkers: list[Talker], chat: str) -> None:
    ann, bob = (talker.device for talker in talkers)
    for number in range(2):
        bob.cut()
        await asyncio.sleep(by.GREETING_S / 2)  # by then the server has begun to greet
        ann.say(chat, f"{number}, as you come in")
        await asyncio.gather(ann.settle(), bob.settle())
        await level(chat, [ann, bob])


@dataclass(frozen=True)
class Trial:
    """What happens to a server that is broken in some ways."""

    happens: Callable[[Site, list[Talker], str], Awaitable[None]]
    ways: tuple[Break, ...] = ()

    def run(self) -> str:
        """Return what the proof says: nothing, or what is wrong."""
        with inhabited_server("broken serve", HAPPYCHAT_RATE_SCALE="0", **by.broken(*self.ways)) as server:
            try:
                asyncio.run(self._talk(site_with_cast(server)))
            except (AssertionError, KeyError) as error:
                return str(error) or "caught"
        return ""

    async def _talk(self, site: Site) -> None:
        chat = await asyncio.to_thread(site.chat_of, "ann", "bob")
        async with AsyncExitStack() as stack:
            talkers = [
                Talker(site[name], await stack.enter_async_context(Device(site[name]))) for name in ("ann", "bob")
            ]
            for talker in talkers:
                await talker.device.settle()
            await self.happens(site, talkers, chat)
            await talkers[0].device.until(lambda one: not any(one.outboxes.values()))
            await level(chat, [talker.device for talker in talkers])
            evidence = await Evidence.of(chat, talkers)
        evidence.everything_said_is_stored_once()
        evidence.all_see_one_order_without_holes()
        evidence.live_state_equals_a_fresh_fetch()


async def level(chat: str, devices: list[Device]) -> None:
    """Wait until all hold what is known to be stored."""
    newest = max((seq for device in devices for _, seq in device.acknowledged.values()), default=0)
    for device in devices:
        await device.until(lambda one: any(seq_of(m) >= newest for m in one.replica.streams[chat].messages), BEHIND_S)


SOUND = {
    "killed": Trial(it_is_killed, (by.slow_commits,)),
    "an answer lost": Trial(an_answer_is_lost),
    "batches fail": Trial(one_writes, (by.failing_batches,)),
    "pushes lost": Trial(one_writes, (by.lost_pushes,)),
    "no sweeper": Trial(somebody_comes_while_another_writes, (by.no_sweeper,)),
}
FAULTY = {
    "acknowledges before commit": (Trial(it_is_killed, (by.acknowledge_before_commit,)), "acknowledged as"),
    "forgets what was sent": (Trial(an_answer_is_lost, (by.forget_what_was_sent,)), "a message is there twice"),
    "publishes before commit": (Trial(one_writes, (by.failing_batches, by.publish_before_commit)), "live"),
    "loses pushes and never looks": (Trial(one_writes, (by.lost_pushes, by.no_sweeper)), "not so after"),
    "looks and does not tell": (Trial(one_writes, (by.lost_pushes, by.sweep_without_telling)), "not so after"),
    "heads before joining": (
        Trial(somebody_comes_while_another_writes, (by.no_sweeper, by.heads_before_joining)),
        "not so after",
    ),
}


@pytest.fixture(scope="module")
def verdicts() -> Iterator[dict[str, Future[str]]]:
    """Try all servers, some at a time: most of them wait."""
    trials = SOUND | {name: trial for name, (trial, _) in FAULTY.items()}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {name: pool.submit(trial.run) for name, trial in trials.items()}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_server_bears_bad_luck(verdicts: dict[str, Future[str]], name: str) -> None:
    assert verdicts[name].result() == ""


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_server_is_caught(verdicts: dict[str, Future[str]], name: str) -> None:
    verdict = verdicts[name].result()

    print(f"\n{name}: {verdict.splitlines()[0] if verdict else 'not caught'}")
    assert FAULTY[name][1] in verdict


# Who has left

TALKING = """
from accounts.models import User
from chat.models import Conversation
from tests.talking import join, leave
"""


def heard_after_leaving(*ways: Break) -> tuple[list[Any], Any]:
    """Return what Bob's socket hears of a group after he has left it, and the answer when he writes there."""
    with inhabited_server("broken serve", **by.broken(*ways)) as server:
        site = site_with_cast(server)
        ids = [my_id(site[name])[1:] for name in ("ann", "bob")]
        group = f"c{10**6}"
        manage = f"""{TALKING}
Conversation.objects.create(pk={10**6}, kind="group", title="Hills")
for pk in {ids}: join("{group}", User.objects.get(pk=pk))
"""
        server.manage("shell", "-v", "0", "-c", manage)
        with Wire.open(site["ann"]) as ann, Wire.open(site["bob"]) as bob:
            send(bob, group)
            server.manage("shell", "-v", "0", "-c", f'{TALKING}\nleave("{group}", User.objects.get(pk={ids[1]}))')
            left = bob.receive_until(lambda frame: is_leaving(frame, group))
            last = send(ann, group)["ok"]["version"]
            answer = send(bob, group)
            bob.ask("sync", have={"me": 1})
        frames = [frame for frame in bob.pushed if frame.get("stream") == group and frame["version"] >= last]
        assert left
        return frames, answer


def send(wire: Wire, stream: str) -> Any:
    return wire.ask("message.send", stream=stream, client_id=secrets.token_urlsafe(16), body="hi")


def is_leaving(frame: Any, group: str) -> bool:
    rows = frame.get("rows", ()) if frame.get("stream") == "me" else ()
    return any(row["key"] == f"conversation:{group}" and row.get("left") for row in rows)


def test_who_has_left_hears_and_says_nothing_more() -> None:
    heard, answer = heard_after_leaving()

    assert heard == []
    assert answer["error"]["code"] == "not_member"


def test_a_server_that_lets_leavers_listen_or_speak_is_caught() -> None:
    heard, answer = heard_after_leaving(by.let_leavers_listen, by.remember_memberships)

    assert heard
    assert "ok" in answer
