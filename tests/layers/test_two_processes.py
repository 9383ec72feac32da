"""Two processes of one site: what one commits the other's sockets hear, and Redis may come and go."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from happychat.commands import rates
from happychat.layers import FanoutLayer
from happychat.layers.bus import BUSES, _bus_of
from happychat.streams.steps import Attach, Detach, Signal, signal_frame
from tests.layers.conftest import RedisServer
from tests.layers.ears import Ear, ear, step

Two = tuple[FanoutLayer, FanoutLayer]


async def until(told: Callable[[], Any], within: float = 10) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + within
    while not told():
        assert time.monotonic() < end, "waited too long"
        await asyncio.sleep(0.01)


async def heard(here: FanoutLayer, there: Ear, within: float = 10) -> None:
    """Wait until the bus carries from one process to the other: repeat a signal until it comes."""
    end = time.monotonic() + within
    while not there.signals:
        assert time.monotonic() < end, "nothing comes over the bus"
        here.signal("conversation.1", signal_frame("c1", "typing", 6, user="u9"))
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)  # those on their way
    there.signals.clear()


@pytest.fixture
async def two(redis_url: str) -> AsyncIterator[Two]:
    """Return the layers of two processes that hear each other."""
    layers = FanoutLayer(redis_url), FanoutLayer(redis_url)
    await connected(*layers)
    yield layers
    for layer in layers:
        await ended(layer)


async def connected(one: FanoutLayer, other: FanoutLayer) -> None:
    for here, there in ((one, other), (other, one)):
        here.started()
        probe = ear(there, 9, "conversation.1")
        await heard(here, probe)
        there.depart(probe)


async def ended(layer: FanoutLayer) -> None:
    """End a process's tasks as its loop would."""
    assert layer._bus is not None
    for task in layer._bus._tasks:
        task.cancel()
    await asyncio.gather(*layer._bus._tasks, return_exceptions=True)
    await layer._bus._layer.flush()


async def test_steps_reach_the_other_process_once_and_come_not_back(two: Two) -> None:
    here, there = two
    ann, bob = ear(here, 1, "conversation.1"), ear(there, 2, "conversation.1")

    here.publish([step(0), step(1)])
    await until(lambda: bob.frames)
    there.publish([step(2)])
    await until(lambda: len(ann.frames) == 2)
    await asyncio.sleep(0.1)

    assert ann.versions == bob.versions == [(0, 2), (2, 3)]
    assert here.order.told == there.order.told == {"conversation.1": 3}


async def test_a_step_joins_and_parts_sockets_of_the_other_process(two: Two) -> None:
    here, there = two
    bob = ear(there, 2, "user.2", version=7)
    joins = step(
        7, {"key": "conversation:c1", "version": 8}, stream="me", user=2, attach=(Attach(2, "conversation.1", 3, 2),)
    )

    here.publish([joins])
    await until(lambda: bob.frames)
    here.publish([step(2, {"key": "message:2", "version": 3}, {"key": "message:3", "version": 3})])
    here.publish([step(3, detach=(Detach(2, "conversation.1"),))])
    here.publish([step(4)])
    here.publish([step(8, {"key": "profile", "version": 9}, stream="me", user=2)])
    await until(lambda: len(bob.frames) >= 4)

    assert [(frame["stream"], frame["version"]) for frame in bob.frames if frame["stream"] == "c1"] == [
        ("c1", 3),
        ("c1", 4),
    ]
    assert bob.seqs == ["message:3", "message:4"]


async def test_signals_reach_those_they_are_for_in_the_other_process(two: Two) -> None:
    here, there = two
    bob, eve = ear(there, 2, "conversation.1"), ear(there, 3, "conversation.1")

    here.publish([Signal("conversation.1", signal_frame("c1", "typing", 6, user="u3"), but=(3,))])
    await until(lambda: bob.signals)

    assert bob.signals[0]["user"] == "u3"
    assert eve.signals == []


async def test_a_stock_group_reaches_the_other_process(two: Two) -> None:
    here, there = two
    channel = await there.new_channel()
    await there.group_add("room", channel)

    await here.group_send("room", {"type": "room.said", "text": "你好"})

    assert await asyncio.wait_for(there.receive(channel), 10) == {"type": "room.said", "text": "你好"}


async def test_a_group_is_told_from_a_thread_without_disturbing_the_layer(two: Two) -> None:
    here, there = two
    near, far = await here.new_channel(), await there.new_channel()
    await here.group_add("room", near)
    await there.group_add("room", far)
    waiting = [asyncio.ensure_future(here.receive(near)), asyncio.ensure_future(there.receive(far))]

    await asyncio.to_thread(async_to_sync(here.group_send), "room", {"type": "room.said", "text": "hi"})

    assert await asyncio.wait_for(asyncio.gather(*waiting), 10) == [{"type": "room.said", "text": "hi"}] * 2
    assert here._loop is asyncio.get_running_loop()


async def test_a_command_without_a_loop_tells_groups_and_channels(two: Two, redis_url: str) -> None:
    there = two[1]
    channel = await there.new_channel()
    await there.group_add("room", channel)
    command = FanoutLayer(redis_url)

    await asyncio.to_thread(async_to_sync(command.group_send), "room", {"type": "one"})
    await asyncio.to_thread(async_to_sync(command.send), channel, {"type": "two"})

    heard = [await asyncio.wait_for(there.receive(channel), 10) for _ in range(2)]
    assert sorted(message["type"] for message in heard) == ["one", "two"]


async def test_a_process_without_a_loop_reaches_those_that_have_one(two: Two, redis_url: str) -> None:
    bob = ear(two[1], 2, "conversation.1")
    command = FanoutLayer(redis_url)

    thread = threading.Thread(target=command.publish_soon, args=([step(0)],))
    thread.start()
    await until(lambda: bob.frames)

    assert bob.versions == [(0, 1)]
    thread.join()


async def test_nothing_a_process_says_can_end_the_listening_of_another(two: Two) -> None:
    here, there = two
    bob = ear(there, 2, "conversation.1")
    assert here._bus is not None

    here._bus._put("bus.0", {"steps": [{"surprise": 1}]})
    here.publish([step(0)])
    await until(lambda: bob.frames)

    assert bob.versions == [(0, 1)]


async def test_redis_may_die_and_come_back(mortal_redis: RedisServer) -> None:
    here, there = FanoutLayer(mortal_redis.url), FanoutLayer(mortal_redis.url)
    await connected(here, there)
    ann, bob = ear(here, 1, "conversation.1"), ear(there, 2, "conversation.1")

    async def read(audiences: set[str]) -> None:
        there.deliver(step(0))

    there.mend = read
    mortal_redis.kill()
    here.publish([step(0)])  # nothing is raised, and those of this process hear it
    await asyncio.sleep(0.2)
    mortal_redis.start()
    await heard(here, bob, within=20)
    here.publish([step(1)])
    await until(lambda: (1, 2) in bob.versions)

    assert ann.versions == [(0, 1), (1, 2)]
    assert bob.versions == [(0, 1), (1, 2)]  # what was lost is read before what comes next
    for layer in (here, there):
        await ended(layer)


async def test_a_process_may_begin_before_redis_does(mortal_redis: RedisServer) -> None:
    mortal_redis.kill()
    here, there = FanoutLayer(mortal_redis.url), FanoutLayer(mortal_redis.url)
    for layer in (here, there):
        layer.started()
    await asyncio.sleep(1)
    mortal_redis.start()
    bob = ear(there, 2, "conversation.1")
    await heard(here, bob, within=20)

    here.publish([step(0)])
    await until(lambda: bob.frames)

    assert bob.versions == [(0, 1)]
    for layer in (here, there):
        assert layer._bus is not None
        assert len(layer._bus._layer.channels) == 1  # what was begun in vain is not filled for ever
        await ended(layer)


def test_without_redis_a_process_without_a_loop_goes_on(mortal_redis: RedisServer) -> None:
    mortal_redis.kill()
    begun = time.monotonic()

    FanoutLayer(mortal_redis.url).publish_soon([step(number) for number in range(50)])

    assert time.monotonic() - begun < 5


@pytest.mark.slow
async def test_who_hears_nothing_for_a_while_still_listens(two: Two) -> None:
    here, there = two
    bob = ear(there, 2, "conversation.1")

    await asyncio.sleep(36)
    here.publish([step(0)])
    await until(lambda: bob.frames)

    assert bob.versions == [(0, 1)]


def test_an_audience_keeps_its_bus_in_every_process() -> None:
    buses = {_bus_of(f"conversation.{number}") for number in range(1000)}

    assert buses == {f"bus.{number}" for number in range(BUSES)}
    assert _bus_of("user.1") == "bus.7"
    assert _bus_of("conversation.1") == "bus.15"


async def test_what_one_process_gives_out_is_known_to_the_other(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[tuple[int, str, bool, int]] = []
    monkeypatch.setattr(rates, "spend", lambda *given: spent.append(given))

    for _ in range(3):
        rates.take(1, "message.send")
    await until(lambda: sum(count for *_, count in spent) >= 3)

    assert {(user, family) for user, family, *_ in spent} == {(1, "message.send")}
    assert sum(count for *_, count in spent) == 3
