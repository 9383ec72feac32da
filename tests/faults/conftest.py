"""What the fault tests share."""

from __future__ import annotations

import logging


def pytest_configure() -> None:
    """Keep the logs of the tests' own clients out of the figures."""
    for name in ("httpx", "websockets.server"):
        logging.getLogger(name).setLevel(logging.WARNING)
