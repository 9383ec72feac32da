"""Several at the same moment, each on a connection of its own, as processes are: they meet in the database only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection

from happychat.commands.errors import CommandError
from tests.faults.length import by_length

Deed = Callable[[], Any]
ROUNDS = by_length(50, 200)


class Rivals:
    """Threads that begin together, round after round."""

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size)
        self._start = threading.Barrier(size)

    def race(self, *deeds: Deed) -> list[Any]:
        """Do these at once and return what each returned, or its refusal; one for each thread."""
        return [waiting.result(60) for waiting in [self._pool.submit(self._run, deed) for deed in deeds]]

    def codes(self, *deeds: Deed) -> list[str]:
        """Do these at once and return ok, or the code of the refusal, for each."""
        return [reply.code if isinstance(reply, CommandError) else "ok" for reply in self.race(*deeds)]

    def _run(self, deed: Deed) -> Any:
        self._start.wait(30)
        try:
            try:
                return deed()
            except IntegrityError:  # as the writer does: once more
                return deed()
        except CommandError as refusal:
            return refusal

    def part(self, size: int) -> None:
        """Close the connections and end the threads."""
        self.race(*[_close] * size)
        self._pool.shutdown()


def _close() -> None:
    connection.close()  # the thread's own


@contextmanager
def rivals(size: int = 2) -> Iterator[Rivals]:
    """Return so many threads, and end them."""
    found = Rivals(size)
    yield found
    found.part(size)
