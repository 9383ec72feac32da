"""How much one request may bring: what is more is not taken in, nor what the disk has no room for."""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable
from typing import Any

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Receive = Callable[[], Awaitable[dict[str, Any]]]


class BodyTooLarge(Exception):
    """A request brought more than it may; nobody has answered it yet."""


def is_want_of_room(error: Exception) -> bool:
    """Tell whether a file could not be written because there is no room for it: later there may be."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def bounded(scope: dict[str, Any], receive: Receive, most: int) -> Receive:
    """Return a `receive` that gives no more than `most` bytes of a body; BodyTooLarge at the first one over.

    Django takes a whole body in, on disk, before it asks who sends it.
    """
    if _announced(scope) > most:
        raise BodyTooLarge
    taken = 0

    async def limited() -> dict[str, Any]:
        nonlocal taken
        event = await receive()
        taken += len(event.get("body", b""))
        if taken > most:
            raise BodyTooLarge
        return event

    return limited


def _announced(scope: dict[str, Any]) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
