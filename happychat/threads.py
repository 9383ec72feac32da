"""The threads that talk to the database: one writer that commits in groups, a few readers.

Plain daemon threads, begun by first use, each with a connection it keeps. `database_sync_to_async` is one thread for
the whole process, and a ThreadPoolExecutor's waiting threads would block the autoreloader for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db import Error, InterfaceError, OperationalError, connection, transaction

from happychat.commands.errors import Busy, CommandError, Internal
from happychat.streams import announcing
from happychat.streams.announcing import News

log = logging.getLogger(__name__)
T = TypeVar("T")
K = TypeVar("K")

MAX_BATCH = 500
READERS = 4


@dataclass(slots=True, eq=False)
class Job:
    """One write: `together` runs a run of jobs of the same kind at once, and answers for each in order.

    `first` is done at the beginning of the transaction: it takes a lock that comes before all others. An answer is a
    reply or a CommandError; `done` gets it on the event loop, after COMMIT and after the batch's steps.
    """

    together: Callable[[list[Job]], list[Any]]
    caller: Any
    args: Any
    done: Callable[[Any], None]
    first: Callable[[], None] | None = None


def _everybody(_: list[Job]) -> dict[Job, CommandError]:
    return {}


Gathered = list[tuple[Job, asyncio.AbstractEventLoop]]
Admit = Callable[[list[Job]], dict[Job, CommandError]]


class Writer:
    """Carry out jobs in the order they came, as many as wait in one transaction.

    `admit` is asked in that transaction which of the jobs may still be carried out, and refuses the others.
    """

    def __init__(self, admit: Admit = _everybody) -> None:
        self._admit = admit
        self._gathered: dict[int, list[Job]] = {}  # by thread: each runs one loop
        self._queue: queue.SimpleQueue[Gathered] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def submit(self, job: Job) -> None:
        """Put a job in the queue; on an event loop.

        What one round of the loop submits goes as one: waking the writer for each would only take turns with it.
        """
        thread = threading.get_ident()
        gathered = self._gathered.get(thread)
        if gathered is not None:
            gathered.append(job)
            return
        self._gathered[thread] = [job]
        loop = asyncio.get_running_loop()  # a system call, so once for all of them
        loop.call_soon(self._go, thread, loop)
        if self._thread is None:
            self._start()

    def _go(self, thread: int, loop: asyncio.AbstractEventLoop) -> None:
        jobs = self._gathered.pop(thread)
        self._queue.put([(job, loop) for job in jobs])

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = self._queue.get()
            # Everything else that waits comes along: the more wait, the fewer commits a message costs.
            while len(batch) < MAX_BATCH and not self._queue.empty():
                batch += self._queue.get()
            jobs = [job for job, _ in batch]
            steps = announcing.collect()
            answers = answer(jobs, self._admit)
            _hand_back(batch, answers, list(steps))


def answer(jobs: list[Job], admit: Admit) -> list[Any]:
    """Carry jobs out in one transaction; if it fails as a whole, each once more alone."""
    try:
        return _in_one_transaction(jobs, admit)
    except Exception as error:  # noqa: BLE001  # whatever one did, the others shall not suffer, nor the thread end
        log.warning("a batch of %d was not committed: %s", len(jobs), type(error).__name__)
        connection.close()
    return [_alone(job, admit) for job in jobs]


def _in_one_transaction(jobs: list[Job], admit: Admit) -> list[Any]:
    with transaction.atomic():
        for first in {job.first for job in jobs if job.first is not None}:
            first()
        answers: dict[Job, Any] = dict(admit(jobs))
        for run in _runs([job for job in jobs if job not in answers]):
            answers.update(zip(run, run[0].together(run), strict=True))
    return [answers[job] for job in jobs]


def _alone(job: Job, admit: Admit) -> Any:
    try:
        return _in_one_transaction([job], admit)[0]
    except Error as error:
        log.error("a command was not committed: %s", type(error).__name__)
        connection.close()
        return Busy()
    except Exception:
        log.exception("a command failed")
        return Internal()


def _runs(jobs: list[Job]) -> list[list[Job]]:
    """Group neighbours of the same kind; the order stays."""
    runs: list[list[Job]] = []
    for job in jobs:
        if runs and runs[-1][0].together == job.together:
            runs[-1].append(job)
        else:
            runs.append([job])
    return runs


def each_alone(run: Callable[[Any, Any], Any]) -> Callable[[list[Job]], list[Any]]:
    """Return a `together` that gives each job a savepoint of its own, so that one that fails takes nothing along."""

    def together(jobs: list[Job]) -> list[Any]:
        return [in_savepoint(run, job) for job in jobs]

    return together


def in_savepoint(run: Callable[[Any, Any], Any], job: Job) -> Any:
    """Return the job's reply, or the error that undid it; a database error undoes the batch instead."""
    try:
        with transaction.atomic():
            return run(job.caller, job.args)
    except CommandError as refusal:
        return refusal
    except Error:
        raise
    except Exception:
        log.exception("a command failed")
        return Internal()


def _hand_back(batch: list[tuple[Job, asyncio.AbstractEventLoop]], answers: list[Any], steps: list[News]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Job, Any]]] = {}
    for (job, loop), reply in zip(batch, answers, strict=True):
        by_loop.setdefault(loop, []).append((job, reply))
    announcing.publish(steps)
    for loop, replies in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits there any more
            loop.call_soon_threadsafe(_reply, replies)


def _reply(replies: list[tuple[Job, Any]]) -> None:
    for job, reply in replies:
        try:
            job.done(reply)
        except Exception:
            log.exception("a reply was not taken")


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
