"""Between processes: sixteen fixed groups of channels-redis pub/sub.

What is lost here is found by the sweepers; nothing waits for Redis, and its absence never reaches a socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import zlib
from collections.abc import Callable
from typing import Any

import orjson
import redis
from channels_redis.pubsub import RedisPubSubChannelLayer

from happychat.commands import rates
from happychat.streams.steps import Step

BUSES = 16  # a subscription per audience would cost 200 round trips for a person with 200 conversations
MAX_WAITING = 10_000
SEND_TIMEOUT_S = 1.0
RETRY_S = 0.5
SHARE_S = 0.1
PREFIX = "happychat"

log = logging.getLogger(__name__)


class Bus:
    """Send steps, signals and group messages to the other processes, and hand theirs over."""

    def __init__(self, url: str, process: str, hand_over: Callable[[dict[str, Any]], None]) -> None:
        self._url = url
        self._process = process
        self._hand_over = hand_over
        self._tasks: list[asyncio.Task[None]] = []
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(MAX_WAITING)
        self._layer: Any = None
        self._from_threads: redis.Redis | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to listen and to send on a loop."""
        for task in self._tasks:
            if not task.get_loop().is_closed():
                task.cancel()
        self._waiting = asyncio.Queue(MAX_WAITING)
        # redis-py 8 gives up a blocking read after 5 s unless told otherwise.
        host = {"address": self._url, "socket_timeout": 30, "socket_connect_timeout": 3}
        self._layer = RedisPubSubChannelLayer(hosts=[host], prefix=PREFIX)
        self._tasks = [loop.create_task(work()) for work in (self._listen, self._speak, self._share)]

    def send(self, steps: list[Step]) -> None:
        """Tell the other processes of committed steps."""
        by_bus: dict[str, list[dict[str, Any]]] = {}
        for step in steps:
            by_bus.setdefault(_bus_of(step.audience), []).append(step.packed())
        for bus, packed in by_bus.items():
            self._put(bus, {"steps": packed})

    def signal(self, audience: str, frame: bytes, but: list[int], only: int | None) -> None:
        """Tell the other processes of a signal."""
        self._put(_bus_of(audience), {"signal": [audience, frame.decode(), but, only]})

    def say(self, name: str, said: dict[str, Any]) -> None:
        """Tell the other processes something about an audience, group or channel."""
        self._put(_bus_of(name), said)

    def say_from_thread(self, name: str, said: dict[str, Any]) -> bool:
        """Tell the server's processes from one that runs no loop (a management command); False without Redis."""
        self._from_threads = self._from_threads or redis.Redis.from_url(
            self._url, socket_timeout=SEND_TIMEOUT_S, socket_connect_timeout=SEND_TIMEOUT_S
        )
        data = orjson.dumps({"from": self._process, **said})
        # Where the layer's own `group_send` publishes; that one needs a loop.
        message = RedisPubSubChannelLayer(prefix=PREFIX).serialize({"type": "bus", "data": data})
        try:
            self._from_threads.publish(f"{PREFIX}__group__{_bus_of(name)}", message)
        except redis.RedisError as error:
            log.warning("not relayed, the sweepers find what was committed: %s", type(error).__name__)
            return False
        return True

    def _put(self, bus: str, message: dict[str, Any]) -> None:
        try:
            self._waiting.put_nowait((bus, orjson.dumps({"from": self._process, **message})))
        except asyncio.QueueFull:
            log.warning("bus is full, a message was left to the sweepers")

    async def _speak(self) -> None:
        while True:
            bus, data = await self._waiting.get()
            try:
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await self._layer.group_send(bus, {"type": "bus", "data": data})
            except Exception as error:  # noqa: BLE001  # whatever Redis does, the next message is tried
                log.warning("bus did not take a message: %s", type(error).__name__)
                await asyncio.sleep(RETRY_S)

    async def _share(self) -> None:
        while True:
            await asyncio.sleep(SHARE_S)
            if spent := rates.share():
                self._put("bus.0", {"spent": spent})

    async def _listen(self) -> None:
        while True:
            try:
                channel = await self._layer.new_channel()
                for number in range(BUSES):
                    await self._layer.group_add(f"bus.{number}", channel)
                while True:
                    # Never cancelled while it waits: the layer would drop the channel and its groups.
                    message = await self._layer.receive(channel)
                    self._take(message["data"])
            except Exception as error:  # noqa: BLE001  # Redis away: come back when it does
                log.warning("bus is not heard: %s", type(error).__name__)
                with contextlib.suppress(Exception):
                    await self._layer.flush()  # or what was begun would be filled and never read
                await asyncio.sleep(RETRY_S)

    def _take(self, data: bytes) -> None:
        message = orjson.loads(data)
        if message.pop("from") != self._process:
            try:
                self._hand_over(message)
            except Exception:  # a process of another version speaks another way
                log.exception("a message of another process was not understood")


def _bus_of(audience: str) -> str:
    return f"bus.{zlib.crc32(audience.encode()) % BUSES}"
