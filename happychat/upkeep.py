"""Work nobody asks for: done now and then in every process, and harmless when it is done twice."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

from happychat.commands.execute import writer
from happychat.threads import Job, each_alone

log = logging.getLogger(__name__)
FIRST_WITHIN_S = 30.0
First = Callable[[], None] | None


class Upkeep:
    """Carry out pieces of work on the writer, each again and again."""

    def __init__(self) -> None:
        self._work: list[tuple[float, Callable[[], Any], First]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def every(self, seconds: float, work: Callable[[], Any], first: First = None) -> None:
        """Register a piece of work; it runs inside a transaction and stays short: what is left is for the next time.

        `first` takes a lock it needs that comes before all others.
        """
        self._work.append((seconds, work, first))

    def started(self) -> None:
        """Begin on the running loop; repeats do nothing."""
        if not self._tasks or self._tasks[0].get_loop() is not asyncio.get_running_loop():
            loop = asyncio.get_running_loop()
            self._tasks = [loop.create_task(_again(*work)) for work in self._work]


async def _again(seconds: float, work: Callable[[], Any], first: First) -> None:
    # Not all processes of a site at the same moment, and not while they start.
    await asyncio.sleep(random.uniform(0.3, 1) * min(seconds, FIRST_WITHIN_S))  # noqa: S311
    while True:
        reply = await on_writer(work, first)
        if isinstance(reply, Exception):
            log.warning("upkeep failed: %s", reply)
        await asyncio.sleep(seconds * random.uniform(0.9, 1.1))  # noqa: S311


async def on_writer(work: Callable[[], Any], first: First = None) -> Any:
    """Carry out a piece of work on the writer, in a savepoint of its own; return what it returns, or its refusal."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    writer.submit(Job(each_alone(lambda caller, args: work()), None, None, answer.set_result, first))
    return await answer


upkeep = Upkeep()
