"""Messages on their way: each keeps its `client_id` until it is acknowledged."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Unsent:
    """A message as the person wrote it, and how often it went out."""

    stream: str
    body: str
    client_id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    attempts: int = 0


class Outbox:
    """What waits for one conversation, oldest first."""

    def __init__(self) -> None:
        self.waiting: deque[Unsent] = deque()
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self.waiting)

    def put(self, unsent: Unsent) -> None:
        """Add a message at the end."""
        self.waiting.append(unsent)
        self._filled.set()

    async def first(self) -> Unsent:
        """Return the oldest message, as soon as there is one; it stays."""
        while not self.waiting:
            self._filled.clear()
            await self._filled.wait()
        return self.waiting[0]

    def done(self) -> None:
        """Take the oldest message out."""
        self.waiting.popleft()
