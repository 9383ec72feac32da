"""Tell those of this process who wait for somebody how many wait: at a change, at most once a second, and every 5 s.

The database is read only while somebody who is connected here waits.
"""

from __future__ import annotations

import asyncio

from chat.lookout import Lookout
from chat.match.models import Seeker, State
from happychat.frames import Frame
from happychat.layers import FanoutLayer
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal, signal_frame
from happychat.threads import readers

AUDIENCE = "match"  # heard by each process, not by people
REMIND_S = 5
TTL_S = 10


def look_again() -> None:
    """Have every process look who waits: somebody's search changed."""
    announce(Signal(AUDIENCE, b"[]"))


class Crowd(Lookout):
    """Tell those who wait how many wait."""

    def __init__(self, layer: FanoutLayer) -> None:
        super().__init__(layer, AUDIENCE)
        self._said = 0
        self._told: set[int] = set()
        self._remind_at = 0.0
        layer.came.append(self._came)

    def _came(self, user: int) -> None:
        self._changed = True  # they may wait since an earlier visit

    async def look(self) -> None:
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
