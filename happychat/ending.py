"""How long a process that was told to stop may take, and that it takes no longer."""

from __future__ import annotations

import logging
import os
import threading

GONE_WITHIN_S = 10.5  # after the grace of HAPPYCHAT_DRAIN_S

log = logging.getLogger(__name__)


def go_in_any_case(after: float) -> None:
    """End the process even where a thread of it hangs (seconds)."""
    timer = threading.Timer(after, _give_up)
    timer.daemon = True
    timer.start()


def _give_up() -> None:
    log.error("not everything ended in time; what was acknowledged is stored")
    os._exit(1)
