"""Looking at pages that messages link to, after they were sent: nobody waits for it, and what is lost is not missed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from chat.previews.pages import said_by
from happychat.commands.execute import writer
from happychat.outbound import NotFetched, get
from happychat.threads import Job, each_alone

log = logging.getLogger(__name__)
AT_ONCE = 4
MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Linked:
    """A message, by its place, as it was when it linked to a page."""

    conversation: int
    seq: int
    body: str
    url: str


class Looking:
    """Fetch what was asked for, a few at once, and put what came of it into the messages."""

    def __init__(self, write: Callable[[Linked, dict[str, Any]], None]) -> None:
        self._write = write  # inside a transaction
        self._waiting: asyncio.Queue[Linked] = asyncio.Queue(MOST_WAITING)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.fetch = get

    def started(self) -> None:
        """Begin on the running loop; repeats do nothing."""
        loop = asyncio.get_running_loop()
        if settings.LINK_PREVIEWS and self._loop is not loop:
            self._loop, self._waiting = loop, asyncio.Queue(MOST_WAITING)
            self._tasks = [loop.create_task(self._work()) for _ in range(AT_ONCE)]

    def at(self, linked: Linked) -> None:
        """Look at a page once the transaction is committed."""
        transaction.on_commit(lambda: self._soon(linked))

    def _soon(self, linked: Linked) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._add, linked)

    def _add(self, linked: Linked) -> None:
        if not self._waiting.full():
            self._waiting.put_nowait(linked)

    async def _work(self) -> None:
        while True:
            linked = await self._waiting.get()
            try:
                await self.look(linked)
            except NotFetched:
                pass  # most pages that cannot be seen from here are no fault of ours
            except Exception:
                log.exception("a preview failed")

    async def look(self, linked: Linked) -> None:
        """Fetch one page and add what it says of itself."""
        answer = await self.fetch(linked.url, {"text/html"})
        said = await asyncio.to_thread(said_by, answer)
        if said:
            link = {"url": linked.url, **said}
            done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            write = each_alone(lambda caller, args: self._write(linked, link))
            writer.submit(Job(write, None, None, done.set_result))
            await done
