"""From a transaction to the sockets: only what was committed is told, and only once it was."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import transaction

from happychat.streams.steps import Signal, Step

News = Step | Signal

log = logging.getLogger(__name__)

_collecting = threading.local()


def announce(*news: News) -> None:
    """Tell the audiences of steps or signals once the transaction is committed; one rolled back tells nobody."""
    transaction.on_commit(lambda: _committed(news), robust=True)


def collect() -> list[News]:
    """Gather this thread's committed steps in the list returned, a new one each time.

    The writer publishes a whole batch at once; every other thread publishes at each commit.
    """
    steps: list[News] = []
    _collecting.steps = steps
    return steps


def publish(steps: list[News]) -> None:
    """Tell the audiences of committed steps; from any thread."""
    if steps:
        try:
            _publish(steps)
        except Exception:  # what was committed stays so; the sweepers tell of it
            log.exception("%d steps were not told", len(steps))


def _committed(news: tuple[News, ...]) -> None:
    steps: list[News] | None = getattr(_collecting, "steps", None)
    if steps is not None:
        steps += news
    else:
        publish([*news])


_publish: Callable[[list[News]], None] = lambda steps: None  # noqa: E731  # until a layer says where steps go


def publish_with(publish: Callable[[list[News]], None]) -> None:
    """Say where committed steps go; called from any thread."""
    global _publish  # noqa: PLW0603  # one process, one way out
    _publish = publish
