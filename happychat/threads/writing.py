"""The writer: a thread that carries out commands in the order they came, as many as wait in one transaction."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import Error, connection, transaction

from happychat.commands.errors import Busy, CommandError, Internal
from happychat.streams import announcing
from happychat.streams.announcing import News

log = logging.getLogger(__name__)

MAX_BATCH = 500


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
    """Carry jobs out in one transaction; what takes a lock first is in one of its own, with its neighbours.

    Who holds such a lock and then what others lock waits for nobody who had locked something before.
    """
    return [reply for _, some in groupby(jobs, key=lambda job: job.first) for reply in _answered(list(some), admit)]


def _answered(jobs: list[Job], admit: Admit) -> list[Any]:
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
