"""The layer within one process: who hears an audience hears each step once, from the moment they may."""

from __future__ import annotations

import asyncio

import pytest

from happychat.layers import FanoutLayer
from happychat.streams.steps import Attach, Detach, Signal, signal_frame
from tests.layers.ears import ear, step


@pytest.fixture
def layer() -> FanoutLayer:
    return FanoutLayer()


async def test_who_hears_an_audience_hears_its_steps_and_nobody_else_does(layer: FanoutLayer) -> None:
    ann, bob = (ear(layer, user, "conversation.1") for user in (1, 2))
    eve = ear(layer, 3, "conversation.2")

    layer.publish([step(0), step(1)])

    assert ann.versions == bob.versions == [(0, 2)]
    assert eve.frames == []


async def test_all_get_the_same_bytes(layer: FanoutLayer) -> None:
    sinks = [ear(layer, user, "conversation.1") for user in (1, 2, 3)]

    layer.publish([step(0)])

    assert len({id(sink.last) for sink in sinks}) == 1


async def test_who_joined_later_hears_no_earlier_message(layer: FanoutLayer) -> None:
    ann = ear(layer, 1, "conversation.1", version=3)
    eve = ear(layer, 3, "conversation.1", floor=5, version=3)

    layer.publish([step(3, {"key": "message:4", "version": 4}, {"key": "message:5", "version": 4})])

    assert (ann.seqs, eve.seqs) == (["message:4", "message:5"], ["message:5"])
    assert eve.versions == [(3, 4)]


async def test_what_is_hidden_from_somebody_comes_to_them_without_messages(layer: FanoutLayer) -> None:
    ann, bob = ear(layer, 1, "conversation.1", version=3), ear(layer, 2, "conversation.1", version=3)

    layer.publish([step(3, {"key": "info", "version": 4}, {"key": "message:4", "version": 4}, hidden_from=(2,))])

    assert (ann.seqs, bob.seqs) == (["message:4"], [])
    assert bob.frames[0]["rows"] == [{"key": "info", "version": 4}]


async def test_a_step_lets_all_sockets_of_a_person_in_before_it_goes_out(layer: FanoutLayer) -> None:
    phone, desk = ear(layer, 1, "user.1", version=7), ear(layer, 1, "user.1", version=7)
    joins = step(7, {"key": "conversation:c1", "version": 8}, stream="me", attach=(Attach(1, "conversation.1", 3, 2),))

    layer.publish([joins, step(2)])

    for sink in (phone, desk):
        assert [frame["stream"] for frame in sink.frames] == ["me", "c1"]


async def test_the_step_that_ends_a_membership_is_the_last_one_heard(layer: FanoutLayer) -> None:
    ann, bob = ear(layer, 1, "conversation.1"), ear(layer, 2, "conversation.1")

    layer.publish([step(0), step(1, detach=(Detach(2, "conversation.1"),)), step(2), step(3)])

    assert bob.versions == [(0, 2)]
    assert ann.versions == [(0, 2), (2, 4)]
    layer.publish([step(4)])
    assert bob.versions == [(0, 2)]


async def test_who_is_gone_hears_nothing_and_leaves_nothing_behind(layer: FanoutLayer) -> None:
    bob = ear(layer, 2, "user.2", "conversation.1")

    layer.depart(bob)
    layer.publish([step(0, attach=(Attach(2, "conversation.2", 0, 0),)), step(0, stream="c2")])

    assert bob.frames == []
    assert not layer.audiences
    assert not layer.people
    assert not layer.order.told
    assert bob not in layer.joined


async def test_the_layer_remembers_how_far_it_told_where_somebody_hears(layer: FanoutLayer) -> None:
    ear(layer, 1, "conversation.1", version=5)

    layer.publish([step(5), step(3), step(0, stream="c2")])

    assert layer.order.told == {"conversation.1": 6}


async def test_signals_reach_those_they_are_for(layer: FanoutLayer) -> None:
    ann, bob, eve = ear(layer, 1, "conversation.1"), ear(layer, 2, "conversation.1"), ear(layer, 3, "user.3")
    frame = signal_frame("c1", "typing", 6, user="u1")

    layer.publish([Signal("conversation.1", frame, but=(1,))])
    layer.signal("conversation.1", frame, only=1)

    assert [len(sink.signals) for sink in (ann, bob, eve)] == [1, 1, 0]
    assert bob.signals == [{"type": "signal", "stream": "c1", "event": "typing", "ttl": 6, "user": "u1"}]


async def test_steps_published_from_a_thread_arrive_on_the_loop(layer: FanoutLayer) -> None:
    ann = ear(layer, 1, "conversation.1")

    await asyncio.to_thread(layer.publish_soon, [step(0)])
    await asyncio.sleep(0)

    assert ann.versions == [(0, 1)]


def test_without_a_loop_publishing_does_nothing(layer: FanoutLayer) -> None:
    layer.publish_soon([step(0)])


async def test_a_person_comes_with_their_first_connection_and_goes_with_their_last(layer: FanoutLayer) -> None:
    seen: list[tuple[str, int]] = []
    layer.came.append(lambda user: seen.append(("came", user)))
    layer.went.append(lambda user: seen.append(("went", user)))

    phone, desk = ear(layer, 1), ear(layer, 1)
    for sink in (phone, desk, desk):
        layer.depart(sink)

    assert seen == [("came", 1), ("went", 1)]
