"""A stock Channels consumer works with the layer as with any other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.consumer import AsyncConsumer
from channels.exceptions import ChannelFull
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import channel_layers
from channels.testing import ApplicationCommunicator, WebsocketCommunicator

from happychat.layers import FanoutLayer

# Stock consumers look whether the connection of their thread is still good: one that an earlier test opened.
pytestmark = pytest.mark.django_db(transaction=True)


class Room(AsyncJsonWebsocketConsumer):
    """The tutorial's chat room."""

    async def connect(self) -> None:
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def receive_json(self, content: Any, **_: Any) -> None:
        await self.channel_layer.group_send("room", {"type": "room.said", "text": content["text"]})

    async def room_said(self, event: dict[str, Any]) -> None:
        await self.send_json({"text": event["text"]})

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)


class Counter(AsyncConsumer):
    """A worker that answers on the channel it is told."""

    async def count_up(self, event: dict[str, Any]) -> None:
        await self.channel_layer.send(event["reply"], {"type": "counted", "number": event["number"] + 1})


@pytest.fixture
def layer() -> FanoutLayer:
    layer = FanoutLayer(capacity=3)
    channel_layers.set("default", layer)
    return layer


async def test_people_in_a_room_hear_each_other(layer: FanoutLayer) -> None:
    ann, bob = (WebsocketCommunicator(Room.as_asgi(), "/") for _ in range(2))
    assert (await ann.connect())[0]
    assert (await bob.connect())[0]

    await ann.send_json_to({"text": "hi"})
    heard = [await ann.receive_json_from(), await bob.receive_json_from()]
    await bob.disconnect()
    await ann.send_json_to({"text": "still here?"})

    assert heard == [{"text": "hi"}] * 2
    assert await ann.receive_json_from() == {"text": "still here?"}
    await ann.disconnect()


async def test_a_room_that_was_left_leaves_nothing_behind(layer: FanoutLayer) -> None:
    for _ in range(3):
        ann = WebsocketCommunicator(Room.as_asgi(), "/")
        await ann.connect()
        await ann.send_json_to({"text": "hi"})
        await ann.receive_json_from()
        await ann.disconnect()

    assert not layer._groups
    assert not layer._channels
    assert not layer._readers


async def test_a_consumer_without_a_room_leaves_nothing_behind(layer: FanoutLayer) -> None:
    ann = WebsocketCommunicator(AsyncJsonWebsocketConsumer.as_asgi(), "/")
    await ann.connect()
    await ann.disconnect()

    assert not layer._channels
    assert not layer._readers


async def test_a_consumer_is_reached_by_its_channel(layer: FanoutLayer) -> None:
    worker = ApplicationCommunicator(Counter.as_asgi(), {"type": "channel"})  # type: ignore[no-untyped-call]
    reply = await layer.new_channel()

    await worker.send_input({"type": "count.up", "number": 41, "reply": reply})

    assert await asyncio.wait_for(layer.receive(reply), 5) == {"type": "counted", "number": 42}
    worker.stop()


async def test_messages_of_a_channel_come_in_order_and_to_one_receiver(layer: FanoutLayer) -> None:
    channel = await layer.new_channel()
    waiting = [asyncio.ensure_future(layer.receive(channel)) for _ in range(2)]
    await asyncio.sleep(0)

    await layer.send(channel, {"type": "a"})
    await layer.send(channel, {"type": "b"})

    assert sorted([message["type"] for message in await asyncio.gather(*waiting)]) == ["a", "b"]


async def test_a_full_channel_says_so_and_a_group_goes_on_without_it(layer: FanoutLayer) -> None:
    full, free = await layer.new_channel(), await layer.new_channel()
    for channel in (full, free):
        await layer.group_add("room", channel)
    for _ in range(3):
        await layer.send(full, {"type": "a"})

    with pytest.raises(ChannelFull):
        await layer.send(full, {"type": "b"})
    await layer.group_send("room", {"type": "c"})

    assert await layer.receive(free) == {"type": "c"}


async def test_who_receives_may_change_the_message(layer: FanoutLayer) -> None:
    channels = [await layer.new_channel() for _ in range(2)]
    for channel in channels:
        await layer.group_add("room", channel)
    await layer.group_send("room", {"type": "a"})

    (await layer.receive(channels[0]))["type"] = "changed"

    assert await layer.receive(channels[1]) == {"type": "a"}


async def test_a_group_that_was_left_is_not_heard(layer: FanoutLayer) -> None:
    channel = await layer.new_channel()
    for group in ("room", "other"):
        await layer.group_add(group, channel)

    await layer.group_discard("room", channel)
    await layer.group_discard("never", channel)
    await layer.group_send("room", {"type": "a"})
    await layer.group_send("other", {"type": "b"})

    assert await layer.receive(channel) == {"type": "b"}


async def test_flushing_forgets_everything(layer: FanoutLayer) -> None:
    channel = await layer.new_channel()
    await layer.group_add("room", channel)
    await layer.send(channel, {"type": "a"})

    await layer.flush()
    await layer.group_send("room", {"type": "b"})

    assert not layer._channels
