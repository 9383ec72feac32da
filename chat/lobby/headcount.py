"""Tell the people of this process how many are in the lobby: at a change, at most once a second, and every minute."""

from __future__ import annotations

import asyncio

from chat.lobby.people import People, people_in_lobby
from chat.lookout import Lookout
from chat.presence.settling import AUDIENCE as PRESENCE
from chat.rows import audience
from happychat.frames import Frame
from happychat.layers import FanoutLayer
from happychat.layers.fanout import Sink
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal
from happychat.threads import readers

AUDIENCE = "lobby"  # heard by each process, not by people
REMIND_S = 60
MOST_AT_ONCE = 1000


def count_again() -> None:
    """Have every process count anew: somebody entered or left the lobby, or began or ended a search."""
    announce(Signal(AUDIENCE, b"[]"))


class HeadCount(Lookout):
    """Tell those in the lobby how many they are."""

    def __init__(self, layer: FanoutLayer) -> None:
        super().__init__(layer, PRESENCE, AUDIENCE)
        self._said: People | None = None
        self._frame: Frame | None = None
        self._told: set[Sink] = set()
        self._remind_at = 0.0

    async def look(self) -> None:
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
