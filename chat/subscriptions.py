"""One connection's ear, whatever the transport: joined to the person's audiences, greeted, told everything after."""

from __future__ import annotations

import time
from collections.abc import Callable

from accounts.rows import audience as person_audience
from chat.greeting import Greeting, greeting_of
from chat.outgoing import Outgoing
from happychat.auth import Caller
from happychat.frames import Frame
from happychat.layers import fanout
from happychat.layers.order import UNKNOWN
from happychat.streams.registry import ME
from happychat.streams.steps import head_frame

MAX_CONNECTIONS = 20
TOO_MANY = 4409


class Subscription:
    """A sink of the fan-out layer; `end` is called with a close code when the connection has to go."""

    def __init__(self, caller: Caller, outgoing: Outgoing, end: Callable[[int], None]) -> None:
        self.caller = caller
        self.user = caller.user
        self.since = time.monotonic()
        self.end = end
        self._outgoing = outgoing
        self._early: list[Frame] | None = []
        self._layer = fanout()

    async def begin(self) -> Greeting:
        """Join the person's audience, read the heads, join the conversations, then say ready; return what was said.

        What is committed in between is in the heads, in the early frames, in the last head, or in several of them.
        """
        self._join()
        try:
            greeting = await greeting_of(self.caller)
        except BaseException:
            self.leave()
            raise
        missed = self._missed(greeting)
        for attach in greeting.attach:
            if attach.audience not in self._layer.joined[self]:
                self._layer.attach(self, attach.audience, attach.floor, attach.version)
        self._layer.know(person_audience(self.user), greeting.heads[ME][0])
        early, self._early = self._early or [], None
        for frame in [*map(Frame, greeting.frames), *early, *missed]:
            self._outgoing.frame(frame)
        self.deliver = self._outgoing.frame  # type: ignore[method-assign]  # from now on without a detour
        return greeting

    def _missed(self, greeting: Greeting) -> list[Frame]:
        """Return the head of what others here have heard since the heads were read.

        Which conversations there are is known with their heads only. Where nobody else hears, the sweeper finds it.
        """
        conversations = [item for item in greeting.heads.items() if item[0] != ME]
        newest = {
            name: [told, 0, 0]
            for (name, head), attach in zip(conversations, greeting.attach, strict=True)
            if (told := self._layer.order.told.get(attach.audience, 0)) > head[0]
        }
        return [Frame(head_frame(newest))] if newest else []

    def _join(self) -> None:
        others = sorted(self._layer.people.get(self.user, ()), key=lambda sink: sink.since)
        self._layer.arrive(self)
        self._layer.attach(self, person_audience(self.user), 0, UNKNOWN)
        for oldest in others[: max(0, len(others) + 1 - MAX_CONNECTIONS)]:
            oldest.end(TOO_MANY)

    def leave(self) -> None:
        """Hear nothing more."""
        self._layer.depart(self)

    def deliver(self, frame: Frame) -> None:
        """Send a frame; before `ready` it waits."""
        if self._early is not None:
            self._early.append(frame)
        else:
            self._outgoing.frame(frame)

    def signal(self, frame: Frame) -> None:
        """Send a frame that may be lost: nothing where the connection is behind already."""
        if self._early is None and self._outgoing.free:
            self._outgoing.frame(frame)
