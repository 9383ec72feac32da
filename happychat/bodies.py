"""How much one request may bring: what is more is not taken in, whoever asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]


class BodyTooLarge(Exception):
    """A request brought more than it may; nobody has answered it yet."""


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
