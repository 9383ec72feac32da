"""An end in order on Daphne, which by itself just drops its connections.

Daphne tells the application nothing of a stop, so its signal handlers get one of ours in front: it parts from everybody
first and hands the signal on then. Its doors cannot be closed from here: who comes late is sent away.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from django.conf import settings

from happychat import health
from happychat.ending import GONE_WITHIN_S, go_in_any_case
from happychat.farewell import good_bye

FLUSHED_S = 0.5  # until what was said last has left
Handler = Callable[[int, FrameType | None], Any]

log = logging.getLogger(__name__)


class Parting:
    """Wait for the signal that ends the process."""

    def __init__(self) -> None:
        self._watches = False
        self._task: asyncio.Task[None] | None = None

    def started(self) -> None:
        """Stand in front of Daphne's signal handlers; elsewhere, and when it is done, do nothing."""
        if self._watches or not _is_daphne():
            return
        self._watches = True
        if threading.current_thread() is threading.main_thread():  # under the autoreloader it is another's
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                before = signal.getsignal(number)
                if callable(before):
                    signal.signal(number, partial(self._told, loop, before))

    def _told(self, loop: asyncio.AbstractEventLoop, before: Handler, number: int, frame: FrameType | None) -> None:
        """Begin to go; who says it twice is obeyed at once."""
        if self._task is None:
            loop.call_soon_threadsafe(self._begin, loop, partial(before, number, frame))
        else:
            before(number, frame)

    def _begin(self, loop: asyncio.AbstractEventLoop, stop: Callable[[], Any]) -> None:
        if self._task is None:
            self._task = loop.create_task(self._part(stop))

    async def _part(self, stop: Callable[[], Any]) -> None:
        go_in_any_case(settings.DRAIN_S + GONE_WITHIN_S)
        try:
            health.leave()
            await asyncio.sleep(settings.DRAIN_S)
            await good_bye()
            await asyncio.sleep(FLUSHED_S)
        except Exception:
            log.exception("the end was not in order")
        finally:
            stop()


def _is_daphne() -> bool:
    reactor = sys.modules.get("twisted.internet.reactor")
    return "daphne.server" in sys.modules and bool(getattr(reactor, "running", False))


parting = Parting()
