"""Tell the people connected to this process how it is with their friends: at a change, and again every minute.

Between processes goes only whom to look at again. What is told is read from the database, so words that cross or are
lost do no harm for longer than a minute.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable
from typing import Any

import orjson

from chat.presence.settling import AUDIENCE
from chat.presence.sight import Sight, sights_for, sights_of
from happychat.frames import Frame
from happychat.layers import FanoutLayer
from happychat.threads import readers

REMIND_S = 60
TURNS = 20  # everybody has one, so that a minute's words do not come all at once
MOST_AT_ONCE = 1000

log = logging.getLogger(__name__)


class Telling:
    """A sink of what the processes tell each other of presence; its words go to the sinks of people."""

    user, since, caller = 0, 0.0, None

    def __init__(self, layer: FanoutLayer) -> None:
        self._layer = layer
        self._changed: set[int] = set()
        self._newcomers: set[int] = set()
        self._wake = asyncio.Event()
        layer.attach(self, AUDIENCE, 0, 0)
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._answer()), loop.create_task(self._remind())]

    def signal(self, frame: Frame) -> None:
        """Look again at the people another process, or this one, names."""
        self._changed.update(orjson.loads(frame.data))
        self._wake.set()

    def greet(self, users: Iterable[int]) -> None:
        """Tell people whose connection is written of their friends; who comes later is told to them."""
        self._newcomers.update(users)
        self._wake.set()

    def deliver(self, frame: Frame) -> None:
        """Nothing: presence has no steps."""

    def end(self, code: int) -> None:
        """Stop."""
        for task in self._tasks:
            task.cancel()

    async def _answer(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._changed or self._newcomers:
                await self._tell(sights_of, _some_of(self._changed), self._layer.process)
                await self._tell(sights_for, _some_of(self._newcomers))

    async def _remind(self) -> None:
        for turn in itertools.count():
            await asyncio.sleep(REMIND_S / TURNS)
            due = {user for user in self._layer.people if user % TURNS == turn % TURNS}
            while due:
                await self._tell(sights_for, _some_of(due))

    async def _tell(self, question: Callable[..., list[Sight]], users: set[int], *more: Any) -> None:
        if not users:
            return
        try:
            sights = await readers.run(question, users, *more)
        except Exception:
            log.exception("the presence of %d people was not told", len(users))
            return
        frames: dict[tuple[int, bool], Frame] = {}
        for count, sight in enumerate(sights, 1):
            key = (sight.user, sight.online)
            frame = frames.get(key) or frames.setdefault(key, Frame(sight.frame()))
            for sink in list(self._layer.people.get(sight.viewer, ())):
                sink.signal(frame)
            if count % MOST_AT_ONCE == 0:
                await asyncio.sleep(0)  # others have something to say, too


def _some_of(users: set[int]) -> set[int]:
    """Take some people out of a set, as many as are asked for at once."""
    some = set(itertools.islice(users, MOST_AT_ONCE))
    users -= some
    return some
