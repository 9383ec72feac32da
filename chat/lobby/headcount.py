"""Tell the people of this process how many are in the lobby: at a change, at most once a second, and every minute.

Like presence: between processes goes only that something changed, and what is told is read from the database.
"""

from __future__ import annotations

import asyncio
import logging

from chat.lobby.people import People, people_in_lobby
from chat.presence.settling import AUDIENCE as PRESENCE
from chat.rows import audience
from happychat.frames import Frame
from happychat.layers import FanoutLayer
from happychat.layers.fanout import Sink
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal
from happychat.threads import readers

AUDIENCE = "lobby"  # heard by each process, not by people
EVERY_S = 1.0
REMIND_S = 60
MOST_AT_ONCE = 1000

log = logging.getLogger(__name__)


def count_again() -> None:
    """Have every process count anew: somebody entered or left the lobby, or began or ended a search."""
    announce(Signal(AUDIENCE, b"[]"))


class HeadCount:
    """A sink of what changes the count; its words go to the sinks of people in the lobby."""

    user, since, caller = 0, 0.0, None

    def __init__(self, layer: FanoutLayer) -> None:
        self._layer = layer
        self._changed = True
        self._said: People | None = None
        self._frame: Frame | None = None
        self._told: set[Sink] = set()
        self._remind_at = 0.0
        for heard in (PRESENCE, AUDIENCE):
            layer.attach(self, heard, 0, 0)
        self._task = asyncio.get_running_loop().create_task(self._run())

    def signal(self, frame: Frame) -> None:
        """Count again at the next turn."""
        self._changed = True

    def deliver(self, frame: Frame) -> None:
        """Nothing: the count has no steps."""

    def end(self, code: int) -> None:
        """Stop."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._turn()
            except Exception:
                log.exception("the people in the lobby were not told")

    async def _turn(self) -> None:
        """Count if something changed; tell all if it is another number or time to repeat it, else who came since."""
        now = asyncio.get_running_loop().time()
        everybody = now >= self._remind_at
        if self._changed or everybody:
            self._changed = False
            found = await readers.run(people_in_lobby)
            everybody = everybody or found != self._said
            self._said = found
        if self._said is None:
            return
        if everybody or self._frame is None:
            self._frame, self._remind_at = Frame(self._said.frame()), now + REMIND_S
        hearers = set(self._layer.audiences.get(audience(self._said.lobby), ()))
        await self._tell(self._frame, hearers if everybody else hearers - self._told)
        self._told = hearers

    async def _tell(self, frame: Frame, sinks: set[Sink]) -> None:
        for number, sink in enumerate(sinks, 1):
            sink.signal(frame)
            if number % MOST_AT_ONCE == 0:
                await asyncio.sleep(0)  # others have something to say, too
