"""A Channels layer whose fan-out is a direct call, and whose word between processes is Redis pub/sub.

Stock consumers use it like any layer: `group_add`, `group_send`, `receive`. Our own sockets register as sinks of an
audience and get committed steps handed over on the event loop, one encoded frame for all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from happychat.commands import rates
from happychat.frames import Frame
from happychat.layers.order import UNKNOWN, Order
from happychat.layers.stock import StockLayer
from happychat.streams.announcing import News
from happychat.streams.steps import Attach, Signal, Step, head_frame, joined

GAP_S = 0.05  # the words of two processes cross by less

log = logging.getLogger(__name__)


class Sink(Protocol):
    """Take frames, on the event loop, without waiting."""

    user: int
    since: float
    caller: Any

    def deliver(self, frame: Frame) -> None:
        """Send a frame, or remember that it could not be sent."""

    def signal(self, frame: Frame) -> None:
        """Send a frame that may be lost."""

    def end(self, code: int) -> None:
        """Close with a code of the protocol."""


class FanoutLayer(StockLayer):
    """Deliver to audiences of this process by direct call, to other processes over Redis."""

    def __init__(self, redis_url: str = "", **options: Any) -> None:
        super().__init__(redis_url, **options)
        self.audiences: dict[str, dict[Sink, int]] = defaultdict(dict)  # sink -> floor
        self.joined: dict[Sink, set[str]] = defaultdict(set)
        self.order = Order()
        self.mend: Callable[[set[str]], Awaitable[None]] | None = None  # reads what is missing before held steps
        self._mending: asyncio.Task[None] | None = None
        self.people: dict[int, set[Sink]] = defaultdict(set)
        self.came: list[Callable[[int], None]] = []  # called with who has a first connection here
        self.went: list[Callable[[int], None]] = []  # called with who has none here any more

    # Sinks

    def attach(self, sink: Sink, audience: str, floor: int, version: int) -> None:
        """Make a sink hear an audience; where messages are numbered it sees them from `floor` on.

        `version` is the stream's where the membership was seen: one that has ended since lets nobody in.
        """
        if self.order.is_over(audience, sink.user, version):
            return
        self.audiences[audience][sink] = floor
        self.joined[sink].add(audience)
        self.order.begin(audience, version)

    def detach(self, sink: Sink, audience: str) -> None:
        """Make a sink hear an audience no more."""
        hearers = self.audiences.get(audience)
        if hearers is not None:
            hearers.pop(sink, None)
            if not hearers:
                del self.audiences[audience]
                self.order.end(audience)
        self.joined[sink].discard(audience)

    def know(self, audience: str, version: int) -> None:
        """Say where an audience attached at an unknown version stands: what came meanwhile is told or dropped."""
        for step in self.order.know(audience, version):
            self._tell(step)

    def arrive(self, sink: Sink) -> None:
        """Count a person's sink in, and remember the loop it lives on."""
        self.started()
        sinks = self.people[sink.user]
        sinks.add(sink)
        if len(sinks) == 1:
            for tell in self.came:
                tell(sink.user)

    def depart(self, sink: Sink) -> None:
        """Take a sink out of everything."""
        for audience in list(self.joined.get(sink, ())):
            self.detach(sink, audience)
        self.joined.pop(sink, None)
        sinks = self.people.get(sink.user)
        if sinks is not None:
            sinks.discard(sink)
            if not sinks:
                del self.people[sink.user]
                for tell in self.went:
                    tell(sink.user)

    # Steps

    def publish_soon(self, news: list[News]) -> None:
        """Publish committed steps and signals from any thread.

        A process without a loop (a management command) reaches others over Redis; else their sweepers find the commit.
        """
        loop = self._loop
        if loop is not None and not loop.is_closed():
            with contextlib.suppress(RuntimeError):  # the loop closed just now: nobody is left to tell here
                loop.call_soon_threadsafe(self.publish, news)
        elif self._bus is not None:
            bus, steps = self._bus, (item for item in news if isinstance(item, Step))
            all(bus.say_from_thread(step.audience, {"steps": [step.packed()]}) for step in steps)  # until one is not

    def publish(self, news: Iterable[News]) -> None:
        """Deliver steps and signals here and send them to the other processes; on the loop."""
        news = list(news)
        steps = [part for step in joined(item for item in news if isinstance(item, Step)) for part in step.parts()]
        for step in steps:
            self.deliver(step)
        if self._bus is not None:
            self._bus.send(steps)
        for item in news:
            if isinstance(item, Signal):
                self.signal(item.audience, item.frame, but=item.but, only=item.only)

    def deliver(self, step: Step) -> None:
        """Hand a step to this process's sockets when its turn has come: at once, unless one before it is missing."""
        for due in self.order.take(step):
            self._tell(due)
        if step.audience in self.order.held and self.mend is not None and self._mending is None:
            self._mending = asyncio.get_running_loop().create_task(self._mend(self.mend))

    def _tell(self, step: Step) -> None:
        """Join the sockets a step lets in, tell all, part those it puts out."""
        asking = self._let_in(step.attach) if step.attach else ()
        hearers = self.audiences.get(step.audience)
        if hearers:
            lowest = step.lowest_seq
            plain = step.frame()
            hidden = step.hidden_from
            for sink, floor in list(hearers.items()):
                if lowest and (floor > lowest or (hidden and sink.user in hidden)):
                    sink.deliver(step.frame(2**62 if sink.user in hidden else floor))
                else:
                    sink.deliver(plain)
        for sink, attach in asking:
            self.attach(sink, attach.audience, attach.floor, attach.version)
            sink.deliver(Frame(head_frame({attach.ask: [attach.version]})))
        for detach in step.detach:
            self.order.part(detach.audience, detach.user, detach.version or step.version)
            for sink in list(self.people.get(detach.user, ())):
                self.detach(sink, detach.audience)

    def _let_in(self, attaches: Iterable[Attach]) -> list[tuple[Sink, Attach]]:
        """Join sockets to audiences; return those who must ask first, which are joined after the step."""
        asking = []
        for attach in attaches:
            for sink in self.people.get(attach.user, ()):
                heard = self.audiences.get(attach.audience, {}).get(sink)
                if attach.ask and (heard is None or heard < attach.floor):
                    self.detach(sink, attach.audience)
                    asking.append((sink, attach))
                else:
                    self.attach(sink, attach.audience, attach.floor, attach.version)
        return asking

    async def _mend(self, read: Callable[[set[str]], Awaitable[None]]) -> None:
        """Give what is missing a moment to come by itself, then have it read."""
        try:
            while self.order.held:
                await asyncio.sleep(GAP_S)
                await read({audience for audience in self.order.held if self.order.told[audience] != UNKNOWN})
        except Exception:
            log.exception("what was missing could not be read; the sweeper will")
        finally:
            self._mending = None

    def signal(self, audience: str, frame: bytes, *, but: Iterable[int] = (), only: int | None = None) -> None:
        """Send a frame that is never stored to an audience, here and elsewhere, except to some people."""
        self._signal_here(audience, frame, frozenset(but), only)
        if self._bus is not None:
            self._bus.signal(audience, frame, list(but), only)

    def _signal_here(self, audience: str, frame: bytes, but: frozenset[int], only: int | None) -> None:
        shared = Frame(frame)
        for sink in list(self.audiences.get(audience, ())):
            if sink.user not in but and (only is None or sink.user == only):
                sink.signal(shared)

    def _from_elsewhere(self, message: dict[str, Any]) -> None:
        if "steps" in message:
            for data in message["steps"]:
                self.deliver(Step.unpacked(data))
        elif "signal" in message:
            audience, frame, but, only = message["signal"]
            self._signal_here(audience, frame.encode(), frozenset(but), only)
        elif "spent" in message:
            for spent in message["spent"]:
                rates.spend(*spent)
        else:
            super()._from_elsewhere(message)
