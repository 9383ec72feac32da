"""Steps reach a process in any order; its sockets hear them in the order of their versions."""

from __future__ import annotations

import asyncio

import pytest

from happychat.layers import FanoutLayer
from happychat.layers.order import UNKNOWN
from happychat.streams.steps import Attach, Detach, Step
from tests.layers.ears import ear, step

CHAT = "conversation.1"


@pytest.fixture
def layer() -> FanoutLayer:
    return FanoutLayer()


def out(prev: int, user: int) -> Step:
    """Return a step that ends a membership."""
    return step(prev, {"key": f"member:u{user}", "version": prev + 1, "left": True}, detach=(Detach(user, CHAT),))


async def test_a_step_that_comes_too_early_waits_for_those_before_it(layer: FanoutLayer) -> None:
    ann = ear(layer, 1, CHAT)

    for prev in (2, 1, 0, 3):
        layer.deliver(step(prev))

    assert ann.versions == [(0, 1), (1, 2), (2, 3), (3, 4)]


async def test_who_is_put_out_hears_nothing_of_what_comes_after_however_it_comes(layer: FanoutLayer) -> None:
    ann, bob = ear(layer, 1, CHAT), ear(layer, 2, CHAT)

    for late in (step(1), step(2), out(0, 2)):
        layer.deliver(late)

    assert bob.versions == [(0, 1)]
    assert ann.versions == [(0, 1), (1, 2), (2, 3)]


async def test_a_step_is_told_once_however_often_it_comes(layer: FanoutLayer) -> None:
    ann = ear(layer, 1, CHAT)

    for prev in (0, 0, 1, 0, 1):
        layer.deliver(step(prev))

    assert ann.versions == [(0, 1), (1, 2)]


async def test_what_is_missing_is_read_and_told_before_what_waits_for_it(layer: FanoutLayer) -> None:
    ann = ear(layer, 1, CHAT)

    async def read(audiences: set[str]) -> None:
        assert audiences == {CHAT}
        layer.deliver(step(0))

    layer.mend = read
    layer.deliver(step(1))
    async with asyncio.timeout(5):
        while len(ann.frames) < 2:
            await asyncio.sleep(0.01)

    assert ann.versions == [(0, 1), (1, 2)]


async def test_an_audience_of_unknown_version_waits_until_it_is_known(layer: FanoutLayer) -> None:
    ann = ear(layer, 1, CHAT, version=UNKNOWN)

    for prev in (5, 3, 4):
        layer.deliver(step(prev))
    assert ann.frames == []
    layer.know(CHAT, 4)

    assert ann.versions == [(4, 5), (5, 6)]


async def test_a_membership_seen_before_it_ended_lets_nobody_in_any_more(layer: FanoutLayer) -> None:
    ann, bob = ear(layer, 1, CHAT), ear(layer, 2, CHAT)
    layer.deliver(out(0, 2))

    layer.attach(bob, CHAT, 0, version=0)
    layer.deliver(step(1))
    assert bob.versions == [(0, 1)]
    layer.attach(bob, CHAT, 0, version=2)
    layer.deliver(step(2))

    assert bob.versions == [(0, 1), (2, 3)]
    assert ann.versions == [(0, 1), (1, 2), (2, 3)]


async def test_a_word_of_joining_that_comes_after_leaving_is_too_late(layer: FanoutLayer) -> None:
    ear(layer, 1, CHAT, version=5)
    bob = ear(layer, 2, "user.2")

    layer.deliver(out(5, 2))
    joins = step(0, {"key": "conversation:c1", "version": 1}, stream="me", user=2, attach=(Attach(2, CHAT, 1, 5),))
    layer.deliver(joins)
    layer.deliver(step(6))

    assert [frame["stream"] for frame in bob.frames] == ["me"]


async def test_no_more_than_a_bound_waits(layer: FanoutLayer) -> None:
    ear(layer, 1, CHAT)

    for prev in range(1, 1000):
        layer.deliver(step(prev))

    assert len(layer.order.held[CHAT]) == 256
