"""Writing as the robot: one piece of work on the writer, like everybody's commands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from happychat.commands.execute import writer
from happychat.threads import Job, each_alone

T = TypeVar("T")


async def written(work: Callable[[], T]) -> T:
    """Return what a piece of work returns that runs on the writer, in a savepoint of its own; raise its refusal."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def done(reply: Any) -> None:
        if not answer.done():
            answer.set_result(reply)

    writer.submit(Job(each_alone(lambda caller, args: work()), None, None, done))
    reply = await answer
    if isinstance(reply, Exception):
        raise reply
    result: T = reply
    return result
