"""What stock consumers expect of a Channels layer: channels, groups, and sending from any thread or loop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer

if TYPE_CHECKING:
    from happychat.layers.bus import Bus


class StockLayer(BaseChannelLayer):
    """Keep channels in memory; groups reach the other processes over Redis where there is one.

    A layer lives on the loop that first receives or has sockets. From elsewhere (a view's thread, `async_to_sync`, a
    management command) what is sent is handed over to that loop, or to Redis where this process has none.
    """

    extensions = ("groups",)

    def __init__(self, redis_url: str = "", expiry: int = 60, capacity: int = 1000, **_: Any) -> None:
        super().__init__(expiry=expiry, capacity=capacity)
        self.process = secrets.token_urlsafe(6)
        self._groups: dict[str, set[str]] = defaultdict(set)
        self._channels: dict[str, deque[dict[str, Any]]] = {}
        self._readers: dict[str, asyncio.Event] = {}
        self._bus = self._bus_at(redis_url) if redis_url else None
        self._loop: asyncio.AbstractEventLoop | None = None

    def _bus_at(self, url: str) -> Bus:
        from happychat.layers.bus import Bus  # Redis takes a third of a second to import, and most sites have none

        return Bus(url, self.process, self._from_elsewhere)

    def _from_elsewhere(self, message: dict[str, Any]) -> None:
        """Take what another process said."""
        if "channel" in message:
            if message["channel"] in self._channels:
                with contextlib.suppress(ChannelFull):
                    self._put(message["channel"], message["message"])
        else:
            self._send_local(message["group"], message["message"])

    def started(self) -> None:
        """Live on the running loop and listen to the other processes; repeats do nothing."""
        if not self._is_living():
            self._loop = asyncio.get_running_loop()
            if self._bus is not None:
                self._bus.start(self._loop)

    def _is_living(self) -> bool:
        return self._loop is not None and not self._loop.is_closed()

    def _at_home(self, act: Callable[..., None], *args: Any) -> None:
        """Act on the layer's own loop; at once where that is the running one, or where there is none yet."""
        if self._loop is None or self._loop.is_closed() or self._loop is asyncio.get_running_loop():
            act(*args)
        else:
            with contextlib.suppress(RuntimeError):  # it closed just now: nobody is left to tell here
                self._loop.call_soon_threadsafe(act, *args)

    async def new_channel(self, prefix: str = "specific") -> str:
        """Return a channel name of this process."""
        return f"{prefix}.{self.process}!{secrets.token_urlsafe(9)}"

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Send to one channel; ChannelFull over capacity, where it is of this process."""
        if self._bus is None or "!" not in channel or f".{self.process}!" in channel:
            if self._is_living() and self._loop is not asyncio.get_running_loop():
                self._at_home(self._put_if_room, channel, message)
            else:
                self._put(channel, message)
        else:
            await self._relay({"channel": channel, "message": message}, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every channel of a group, in this process and the others."""
        self._at_home(self._send_local, group, message)
        if self._bus is not None:
            await self._relay({"group": group, "message": message}, group)

    async def _relay(self, said: dict[str, Any], name: str) -> None:
        assert self._bus is not None  # noqa: S101  # asked before
        if self._is_living():
            self._at_home(self._bus.say, name, said)
        else:
            await asyncio.to_thread(self._bus.say_from_thread, name, said)

    async def receive(self, channel: str) -> dict[str, Any]:
        """Wait for the next message of a channel."""
        self.started()
        queue = self._channels.setdefault(channel, deque())
        ready = self._readers.setdefault(channel, asyncio.Event())
        try:
            while not queue:
                ready.clear()
                await ready.wait()
        except asyncio.CancelledError:  # the consumer ends; there is no word for it in Channels' interface
            self._forget(channel)
            raise
        return queue.popleft()

    async def group_add(self, group: str, channel: str) -> None:
        """Make a channel hear a group until it is discarded: nothing expires."""
        self._groups[group].add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Make a channel hear a group no more."""
        self._groups[group].discard(channel)
        if not self._groups[group]:
            del self._groups[group]
        if not any(channel in members for members in self._groups.values()):
            self._forget(channel)

    def _send_local(self, group: str, message: dict[str, Any]) -> None:
        for channel in self._groups.get(group, ()):
            self._put_if_room(channel, message)

    def _put_if_room(self, channel: str, message: dict[str, Any]) -> None:
        with contextlib.suppress(ChannelFull):  # a channel nobody reads loses its own messages only
            self._put(channel, message)

    def _put(self, channel: str, message: dict[str, Any]) -> None:
        queue = self._channels.setdefault(channel, deque())
        if len(queue) >= self.capacity:
            raise ChannelFull
        queue.append(dict(message))
        if channel in self._readers:
            self._readers[channel].set()

    def _forget(self, channel: str) -> None:
        self._channels.pop(channel, None)
        self._readers.pop(channel, None)

    async def flush(self) -> None:
        """Forget every group and channel (Channels' test tools)."""
        self._groups.clear()
        self._channels.clear()
        self._readers.clear()
