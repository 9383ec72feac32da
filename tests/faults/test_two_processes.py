"""Two processes under faults of everything they stand on: Redis, PostgreSQL, each other.

Protocol, section 1: a message shown as sent is on disk and appears once, in one order without holes, for everyone; a
restart or a Redis outage loses and repeats nothing. With Redis away messages still arrive within 5 s.
"""

from __future__ import annotations

import asyncio
import signal
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from .length import by_length
from .pair import Pair, Talk

OUTAGE_S = by_length(3.0, 20.0)
ROUNDS = by_length(2, 12)
ARRIVES_WITHIN_S = 5.0
pytestmark = pytest.mark.timeout(by_length(300, 900))


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """Two processes with four people who know each other."""
    with ExitStack() as stack:
        yield Pair(stack)


def break_redis(pair: Pair) -> Callable[[], None]:
    pair.ground.redis.kill()
    return pair.ground.redis.start


def pause_redis(pair: Pair) -> Callable[[], None]:
    pair.ground.redis.signal(signal.SIGSTOP)
    return lambda: pair.ground.redis.signal(signal.SIGCONT)


def empty_redis(pair: Pair) -> Callable[[], None]:
    pair.ground.redis.forget()
    return pair.ground.redis.forget


@pytest.mark.parametrize("fault", [break_redis, pause_redis, empty_redis])
def test_without_redis_messages_arrive_and_nothing_else_suffers(
    pair: Pair, fault: Callable[[Pair], Callable[[], None]]
) -> None:
    talk, delays, before, during = asyncio.run(talk_through(pair, fault))

    print(
        f"\n{fault.__name__}: {talk.figures()}; across processes after {max(delays):.2f} s at most;"
        f" acknowledged after {before * 1000:.0f} ms before, {during * 1000:.0f} ms during it"
    )
    talk.everything_is_as_promised()
    assert max(delays) < ARRIVES_WITHIN_S
    assert not any(device.counts["disconnects"] for device in talk.devices)
    assert during < max(5 * before, 0.5)


async def talk_through(
    pair: Pair, fault: Callable[[Pair], Callable[[], None]]
) -> tuple[Talk, list[float], float, float]:
    async with pair.talking() as talk:
        await talk.go_on(60)
        before = median_delay(talk)
        mend = await asyncio.to_thread(fault, pair)
        end = asyncio.get_running_loop().time() + OUTAGE_S
        delays = []
        while asyncio.get_running_loop().time() < end:
            delays.append(await talk.delay_across("还到得了吗"))
        during = median_delay(talk)
        await talk.fall_silent()  # what comes next shows no gap: only the sweeper finds it
        delays.append(await talk.delay_across("听得见吗"))
        talk.begin()
        await asyncio.to_thread(mend)
        await talk.go_on(60)
        delays.append(await talk.delay_across("and afterwards"))
    return talk, delays, before, during


def median_delay(talk: Talk) -> float:
    """Return how long acknowledgements took since the last time somebody asked."""
    delays = [delay for device in talk.devices for delay in device.delays]
    for device in talk.devices:
        device.delays.clear()
    return statistics.median(delays)


def test_postgresql_may_crash_and_come_back(pair: Pair) -> None:
    talk = asyncio.run(crash_database(pair))

    print(f"\nPostgreSQL, {ROUNDS} immediate stops: {talk.figures()}")
    talk.everything_is_as_promised()
    assert not any(device.counts["disconnects"] for device in talk.devices)
    assert sum(device.counts["busy"] for device in talk.devices)


async def crash_database(pair: Pair) -> Talk:
    async with pair.talking() as talk:
        for _ in range(ROUNDS):
            await talk.go_on(40)
            await asyncio.to_thread(pair.ground.break_database)
            await asyncio.sleep(1)
            await asyncio.to_thread(pair.ground.start_database)
        await talk.go_on(40)
    return talk


@pytest.mark.parametrize("way", ["kill", "stop"])
def test_a_process_may_end_and_come_back_under_load(pair: Pair, way: str) -> None:
    talk = asyncio.run(end_processes(pair, way))

    print(f"\n{way}, {ROUNDS} times each: {talk.figures()}")
    talk.everything_is_as_promised()
    assert all(device.counts["disconnects"] for device in talk.devices)


async def end_processes(pair: Pair, way: str) -> Talk:
    async with pair.talking() as talk:
        for number in range(2 * ROUNDS):
            process = pair.processes[number % 2]
            await talk.go_on(40)
            await asyncio.to_thread(getattr(process, way))
            await talk.go_on(40)
            await asyncio.to_thread(process.start)
    return talk


@pytest.mark.parametrize("has_redis", [True, False])
def test_what_a_command_commits_shows_up(pair: Pair, has_redis: bool) -> None:
    if not has_redis:
        pair.ground.redis.kill()
    delay = asyncio.run(seconds_until_shown(pair))
    if not has_redis:
        pair.ground.redis.start()

    print(f"\na commit by a management command, {'with' if has_redis else 'without'} Redis: {delay:.2f} s")
    assert delay < ARRIVES_WITHIN_S


async def seconds_until_shown(pair: Pair) -> float:
    chat = pair.chats["ann", "bob"]
    code = f"""
from django.db import transaction
from accounts.models import User
from chat.actions.sending import Send, send_messages
with transaction.atomic():
    ann = User.objects.get(username="ann")
    send_messages([Send(ann.pk, "{chat}", "by-a-command-" + ann.username, "text", "from a command")])
"""
    async with pair.talking() as talk:
        bob = talk.talkers["bob"].device
        await asyncio.to_thread(pair.processes[0].manage, "shell", "-v", "0", "-c", code.replace("by-a", f"{id(bob)}"))
        begun = asyncio.get_running_loop().time()
        await bob.until(lambda one: any(r.get("body") == "from a command" for r in one.replica.streams[chat].messages))
        delay = asyncio.get_running_loop().time() - begun
        for talker in talk.talkers.values():
            talker.device.sent.clear()  # what the command wrote is nobody's outbox
    return delay
