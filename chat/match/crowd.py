"""Tell those of this process who wait for somebody how many wait: at a change, at most once a second, and every 5 s.

Between processes goes only that a search changed. What is told is read from the database, and only while somebody who
is connected here waits.
"""

from __future__ import annotations

import asyncio
import logging

from chat.match.models import Seeker, State
from happychat.frames import Frame
from happychat.layers import FanoutLayer
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal, signal_frame
from happychat.threads import readers

AUDIENCE = "match"  # heard by each process, not by people
EVERY_S = 1.0
REMIND_S = 5
TTL_S = 10

log = logging.getLogger(__name__)


def look_again() -> None:
    """Have every process look who waits: somebody's search changed."""
    announce(Signal(AUDIENCE, b"[]"))


class Crowd:
    """A sink of what changes the number; its words go to the sinks of people who wait."""

    user, since, caller = 0, 0.0, None

    def __init__(self, layer: FanoutLayer) -> None:
        self._layer = layer
        self._changed = True
        self._said = 0
        self._told: set[int] = set()
        self._remind_at = 0.0
        layer.attach(self, AUDIENCE, 0, 0)
        layer.came.append(self._came)
        self._task = asyncio.get_running_loop().create_task(self._run())

    def signal(self, frame: Frame) -> None:
        """Look again at the next turn."""
        self._changed = True

    def deliver(self, frame: Frame) -> None:
        """Nothing: the number has no steps."""

    def end(self, code: int) -> None:
        """Stop."""
        self._task.cancel()

    def _came(self, user: int) -> None:
        self._changed = True  # they may wait since an earlier visit

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._turn()
            except Exception:
                log.exception("how many wait was not told")

    async def _turn(self) -> None:
        """Tell all if it is another number or time to repeat it, else who began to wait since."""
        if not (self._changed or self._told):
            return
        self._changed = False
        everybody = set(await readers.run(who_wait))
        here = everybody & self._layer.people.keys()
        now = asyncio.get_running_loop().time()
        if len(everybody) != self._said or now >= self._remind_at:
            self._said, self._remind_at, self._told = len(everybody), now + REMIND_S, set()
        self._tell(crowd_frame(self._said), here - self._told)
        self._told = here

    def _tell(self, data: bytes, users: set[int]) -> None:
        frame = Frame(data)
        for user in users:
            for sink in list(self._layer.people.get(user, ())):
                sink.signal(frame)


def who_wait() -> list[int]:
    """Return who waits. One query."""
    return list(Seeker.objects.filter(state=State.WAITING).values_list("pk", flat=True))


def crowd_frame(count: int) -> bytes:
    """Return the signal that says how many wait."""
    return signal_frame("me", "waiting", TTL_S, count=count)
