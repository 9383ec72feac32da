"""What a supervisor asks: does the process answer, can it work.

Answered beside Django, before its check of the Host: a container asks itself by whatever name it has.
"""

from __future__ import annotations

import asyncio
from typing import Any

from django.db import DatabaseError

from happychat.models import Epoch
from happychat.threads import readers

DATABASE_WITHIN_S = 3.0
HEADERS = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]

_leaving = _closed = False


def leave() -> None:
    """Say from now on that this process takes nothing more: proxies look for another."""
    global _leaving  # noqa: PLW0603  # a process goes down once
    _leaving = True


def close() -> None:
    """Let nobody new in from now on."""
    global _closed  # noqa: PLW0603
    _closed = True


def is_closed() -> bool:
    """Tell whether who comes now is sent away."""
    return _closed


async def healthz(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer: the process runs."""
    await _say(send, 200, b"ok\n")


async def readyz(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer 200 when the database answers and is migrated, 503 when not or when the process goes down."""
    if _leaving:
        await _say(send, 503, b"the server goes down\n")
    elif await _database_answers():
        await _say(send, 200, b"ok\n")
    else:
        await _say(send, 503, b"the database does not answer\n")


async def _database_answers() -> bool:
    try:
        async with asyncio.timeout(DATABASE_WITHIN_S):
            await readers.run(Epoch.present)
    except (DatabaseError, Epoch.DoesNotExist, TimeoutError):
        return False
    return True


async def _say(send: Any, status: int, words: bytes) -> None:
    length = (b"content-length", b"%d" % len(words))
    await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, length]})
    await send({"type": "http.response.body", "body": words})
