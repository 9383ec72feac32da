"""The readers: a few threads that answer questions, with connections that cannot write."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.db import InterfaceError, OperationalError, connection, transaction

T = TypeVar("T")
K = TypeVar("K")

READERS = 4


class Readers:
    """Answer questions in a few threads whose connections cannot write."""

    def __init__(self, size: int = READERS) -> None:
        self._size = size
        self._questions: queue.SimpleQueue[tuple[Callable[[], Any], asyncio.AbstractEventLoop, asyncio.Future[Any]]]
        self._questions = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()
        self._gathered: dict[Any, tuple[list[Any], asyncio.Task[Any]]] = {}
        self._under_way: dict[Any, asyncio.Task[Any]] = {}  # the last begun
        self._gathering = threading.Lock()

    async def run(self, question: Callable[..., T], *args: Any) -> T:
        """Return what `question(*args)` returns, or raise what it raises."""
        refuse_inside_transaction()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._questions.put((lambda: question(*args), loop, future))
        if len(self._threads) < self._size:
            self._start()
        return await future

    async def together(self, answers: Callable[[list[K]], Mapping[K, T]], key: K) -> T | None:
        """Return what `answers` finds for a key, asked along with all others that come while it is being asked already.

        A storm of reconnecting sockets costs a few large queries instead of thousands of small ones; who comes alone
        waits for nobody.
        """
        loop = asyncio.get_running_loop()
        place = (loop, answers)
        with self._gathering:
            gathered = self._gathered.get(place)
            if gathered is None or gathered[1].done():
                keys: list[K] = []
                gathered = self._gathered[place] = (keys, loop.create_task(self._in_turn(place, keys)))
            gathered[0].append(key)
        found: Mapping[K, T] = await asyncio.shield(gathered[1])
        return found.get(key)

    async def _in_turn(self, place: tuple[Any, Callable[[list[K]], Mapping[K, T]]], keys: list[K]) -> Mapping[K, T]:
        before = self._under_way.get(place)
        task = self._under_way[place] = cast("asyncio.Task[Any]", asyncio.current_task())
        try:
            if before is not None:
                await asyncio.wait([before])
            return await self.run(self._ask, place, keys)
        finally:
            if self._under_way.get(place) is task:
                del self._under_way[place]

    def _ask(self, place: tuple[Any, Callable[[list[K]], Mapping[K, T]]], keys: list[K]) -> Mapping[K, T]:
        with self._gathering:
            # Who comes from now on is asked for next time. Asked again after a lost connection, it is done already.
            if place in self._gathered and self._gathered[place][0] is keys:
                del self._gathered[place]
        return place[1](keys)

    def _start(self) -> None:
        with self._starting:
            if len(self._threads) < self._size:
                thread = threading.Thread(target=self._run, name=f"reader-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _run(self) -> None:
        while True:
            question, loop, future = self._questions.get()
            result, error = _answered(question)
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits there any more
                loop.call_soon_threadsafe(_resolve, future, result, error)


def _answered(question: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        only_read()
        try:
            return question(), None
        except (InterfaceError, OperationalError):
            connection.close()  # the database was restarted, perhaps; a question may be asked again
            only_read()
            return question(), None
    except Exception as raised:  # noqa: BLE001  # it belongs to the one who asked
        return None, raised


def _resolve(future: asyncio.Future[Any], result: Any, error: Exception | None) -> None:
    if future.done():  # who asked has gone
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


def only_read() -> None:
    """Make this thread's connection one that cannot write; before it is used."""
    # On SQLite a reader that wrote by mistake would wait for the writer's lock; the pragma makes it an error at once.
    if connection.vendor == "sqlite" and connection.connection is None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=1")


def refuse_inside_transaction() -> None:
    """Raise where waiting for the writer would wait for oneself: inside a transaction of this thread."""
    # On a loop Django shows the loop's own connection; a transaction is on the thread's, behind `async_to_sync`.
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        is_inside = connection.connection is not None and connection.in_atomic_block
    finally:
        asyncio._set_running_loop(loop)
    if is_inside:
        raise transaction.TransactionManagementError("a command cannot be executed inside a transaction")


readers = Readers()
