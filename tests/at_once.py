"""Commands of many people that wait for the writer together: they come into one batch."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import orjson

from accounts.models import User
from happychat.auth import Caller
from happychat.commands.execute import execute, writer
from happychat.threads import Job
from tests.conftest import caller

Wanted = tuple[User, str, dict[str, Any]]


def run_at_once(*commands: Wanted) -> list[dict[str, Any]]:
    """Execute commands in one batch, in this order, and return their reply frames (needs transaction=True)."""
    asking = [
        (caller(user), orjson.dumps({"id": number, "command": name, **arguments}))
        for number, (user, name, arguments) in enumerate(commands, 1)
    ]
    return asyncio.run(_all(asking))


def answers_at_once(*jobs: Job) -> list[Any]:
    """Have the writer carry jobs out in one batch and return what each was answered."""
    return asyncio.run(_answers(jobs))


def job(run: Any, *, together: Any = None) -> Job:
    """Return a job that calls `run` with its batch neighbours, or `together` as it stands."""
    return Job(together or (lambda jobs: [run() for _ in jobs]), None, None, lambda reply: None)


async def _all(asking: list[tuple[Caller, bytes]]) -> list[dict[str, Any]]:
    hold = _Hold()
    await hold.taken()
    waiting = [asyncio.ensure_future(execute(who, frame, id_needed=True)) for who, frame in asking]
    await asyncio.sleep(0)  # each runs up to the writer's queue
    hold.let_go()
    return await asyncio.gather(*waiting)


async def _answers(jobs: tuple[Job, ...]) -> list[Any]:
    hold = _Hold()
    await hold.taken()
    waiting = [asyncio.get_running_loop().create_future() for _ in jobs]
    for one, future in zip(jobs, waiting, strict=True):
        one.done = future.set_result
        writer.submit(one)
    hold.let_go()
    return await asyncio.gather(*waiting)


class _Hold:
    """Keep the writer busy until everything has been handed to it."""

    def __init__(self) -> None:
        self._begun, self._go = threading.Event(), threading.Event()
        writer.submit(job(self._wait))

    async def taken(self) -> None:
        while not self._begun.is_set():
            await asyncio.sleep(0.001)

    def let_go(self) -> None:
        self._go.set()

    def _wait(self) -> None:
        self._begun.set()
        self._go.wait(10)
