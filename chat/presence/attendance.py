"""Who is connected to this process, brought to the database many at a time: one loop in each process."""

from __future__ import annotations

import asyncio
import logging
import math
from itertools import islice

from chat.lobby.headcount import HeadCount
from chat.match.crowd import Crowd
from chat.presence.models import Process
from chat.presence.settling import leave, settle
from chat.presence.telling import Telling
from happychat.commands.errors import CommandError
from happychat.commands.execute import written
from happychat.layers import FanoutLayer, fanout
from happychat.threads import readers

GATHER_S = 0.5  # comings and goings of that time are one transaction
GRACE_S = 5  # who loads the page again was not away
POLL_GRACE_S = 40  # nor who asks by polls, between two of them
BEAT_S = 20
LOOK_S = 5  # for dead processes
RETRY_S = 5
MOST_AT_ONCE = 1000  # the messages of others wait for the same writer

log = logging.getLogger(__name__)


class Attendance:
    """Notice who comes and goes, and have it written."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def started(self) -> None:
        """Begin on the running loop; repeats do nothing."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.get_loop() is not loop:
            self._begin(fanout())
            self._task = loop.create_task(self._run())

    def _begin(self, layer: FanoutLayer) -> None:
        layer.started()
        self._layer = layer
        self._telling = Telling(layer)
        self._headcount = HeadCount(layer)
        self._crowd = Crowd(layer)
        self._coming = set(layer.people)
        self._written: set[int] = set()
        self._leaving: dict[int, float] = {}  # until when they may come back
        self._polled: dict[int, float] = {}
        self._beat_at = math.inf  # a process nobody came to is not worth a row
        self._look_at = 0.0
        layer.came.append(self._came)
        layer.went.append(self._went)

    def polled(self, user: int) -> None:
        """Expect the next poll of a person whose poll ends."""
        if self._task is not None:
            self._polled[user] = _now() + POLL_GRACE_S

    async def end(self, within: float) -> None:
        """Take this process's rows away, for it ends (seconds)."""
        if self._task is None:
            return
        self._task.cancel()
        self._telling.end(0)
        self._headcount.end(0)
        self._crowd.end(0)
        try:
            async with asyncio.timeout(within):
                await written(leave, self._layer.process)
        except (CommandError, TimeoutError):
            log.warning("presence was not taken back; it counts no more in a minute")

    def _came(self, user: int) -> None:
        self._leaving.pop(user, None)
        if user not in self._written:
            self._coming.add(user)

    def _went(self, user: int) -> None:
        self._leaving[user] = max(_now() + GRACE_S, self._polled.pop(user, 0))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(GATHER_S)
            try:
                await self._settle()
            except Exception:
                log.exception("presence was not written")
                await asyncio.sleep(RETRY_S)

    async def _settle(self) -> None:
        """Write what there is to write; what comes meanwhile is for the next time."""
        now = _now()
        came = set(islice(self._coming, MOST_AT_ONCE))
        went = set(islice((user for user, until in self._leaving.items() if until <= now), MOST_AT_ONCE))
        if not (came or went or now >= self._beat_at or await self._is_one_dead(now)):
            return
        known = await written(settle, self._layer.process, came, went)
        self._beat_at = now + BEAT_S
        self._coming -= came
        self._written = (self._written | came) - went
        # Who is not leaving any more came back while it was written.
        self._coming |= {user for user in went if self._leaving.pop(user, None) is None}
        if not known:
            self._written = came
            self._coming |= self._layer.people.keys() - came
        self._telling.greet(came)

    async def _is_one_dead(self, now: float) -> bool:
        if now < self._look_at:
            return False
        self._look_at = now + LOOK_S
        return await readers.run(Process.objects.dead().exclude(pk=self._layer.process).exists)


def _now() -> float:
    return asyncio.get_running_loop().time()


attendance = Attendance()
