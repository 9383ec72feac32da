"""What tells people of this process a number that changes: it hears that it changed, and looks at most once a second.

Between processes goes only that something changed, and what is told is read from the database.
"""

from __future__ import annotations

import asyncio
import logging

from happychat.frames import Frame
from happychat.layers import FanoutLayer

EVERY_S = 1.0

log = logging.getLogger(__name__)


class Lookout:
    """A sink of the audiences that say that something changed."""

    user, since, caller = 0, 0.0, None

    def __init__(self, layer: FanoutLayer, *audiences: str) -> None:
        self._layer = layer
        self._changed = True
        for audience in audiences:
            layer.attach(self, audience, 0, 0)
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def look(self) -> None:
        """Look if something changed, and tell who does not know it."""
        raise NotImplementedError

    def signal(self, frame: Frame) -> None:
        """Look again at the next turn."""
        self._changed = True

    def deliver(self, frame: Frame) -> None:
        """Nothing: what is told has no steps."""

    def end(self, code: int) -> None:
        """Stop."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except Exception:
                log.exception("%s was not told", type(self).__name__)
