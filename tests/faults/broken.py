"""Servers that break a promise on purpose, to show that the proof would notice.

`python -m tests.faults.broken MODULE ARGUMENTS…` runs a server's module; BROKEN in the environment names what is wrong
with it, by the names of the functions here. Some are only bad luck, which a sound server bears; the others are faults.
"""

from __future__ import annotations

import importlib
import itertools
import os
import runpy
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.blackbox.support.server import COMMANDS

COMMANDS |= {"broken serve": ("-m", "tests.faults.broken", *COMMANDS["serve"][1:])}
WIDE_S = 0.3  # how long a race stays open that is otherwise a moment
GREETING_S = 1.2  # longer than a device takes to come back
WAYS: dict[str, Callable[[], None]] = {}


def way(breaks: Callable[[], None]) -> Callable[[], None]:
    """Make a way of breaking known by its name."""
    WAYS[breaks.__name__] = breaks
    return breaks


def broken(*ways: Callable[[], None]) -> dict[str, str]:
    """Return the settings of a server that is broken in these ways."""
    return {"BROKEN": ",".join(one.__name__ for one in ways)}


# Bad luck


@way
def slow_commits() -> None:
    """Let a moment pass before every commit."""
    from happychat.threads import writing

    original = writing._in_one_transaction

    def slow(jobs: Any, admit: Any) -> Any:
        from django.db import transaction

        with transaction.atomic():
            answers = original(jobs, admit)
            time.sleep(WIDE_S)
        return answers

    writing._in_one_transaction = slow


@way
def failing_batches() -> None:
    """Take every third batch back at the last moment."""
    from django.db import OperationalError, transaction

    from happychat.threads import writing

    original, numbers = writing._in_one_transaction, itertools.count(1)

    def failing(jobs: Any, admit: Any) -> Any:
        with transaction.atomic():
            answers = original(jobs, admit)
            if next(numbers) % 3 == 0:
                time.sleep(WIDE_S)
                raise OperationalError("on purpose")
        return answers

    writing._in_one_transaction = failing


@way
def lost_pushes() -> None:
    """Lose every push, as Redis may."""
    from happychat.layers import FanoutLayer

    def lose(self: Any, news: Any) -> None:
        pass

    FanoutLayer.publish = lose  # type: ignore[method-assign]


@way
def no_sweeper() -> None:
    """Never look for what was missed: a fault where pushes are lost."""
    from chat import sweeper

    async def nothing(self: Any) -> None:
        pass

    sweeper.Sweeper.sweep = nothing  # type: ignore[method-assign]


# Faults


@way
def acknowledge_before_commit() -> None:
    """Answer while the transaction is still open."""
    from django.db import transaction

    from happychat.layers import fanout
    from happychat.threads import writing

    original = writing._in_one_transaction

    def hasty(jobs: Any, admit: Any) -> Any:
        with transaction.atomic():
            answers = original(jobs, admit)
            loop = fanout()._loop
            assert loop is not None
            for job, answer in zip(jobs, answers, strict=True):
                loop.call_soon_threadsafe(job.done, answer)
                job.done = lambda reply: None
            time.sleep(WIDE_S)
        return answers

    writing._in_one_transaction = hasty


@way
def publish_before_commit() -> None:
    """Tell everybody what may still be taken back."""
    from chat.actions import sending
    from happychat.streams import announcing

    def at_once(*news: Any) -> None:
        announcing.publish([*news])

    sending.announce = at_once  # type: ignore[attr-defined]


@way
def forget_what_was_sent() -> None:
    """Take every repeat for something new."""
    from chat import rows
    from chat.actions import sending

    original, shown, numbers = sending._insert, rows.message_row, itertools.count()

    def insert(sends: Any, *more: Any) -> None:
        for send in sends:
            send.client_id = f"{send.client_id}.{next(numbers)}"
        original(sends, *more)
        for send in sends:
            send.client_id = send.client_id.rpartition(".")[0]

    def row(message: Any) -> Any:
        found = shown(message)
        return found | {"client_id": found["client_id"].rpartition(".")[0]} if "client_id" in found else found

    sending._insert = insert  # type: ignore[assignment]
    rows.message_row = row
    importlib.import_module("chat.api.conversations").message_row = row  # type: ignore[attr-defined]


@way
def heads_before_joining() -> None:
    """Read the heads, and join the audiences a moment later."""
    import asyncio

    from chat import subscriptions
    from chat.greeting import greeting_of

    original: Callable[..., Awaitable[Any]] = subscriptions.Subscription.begin

    async def begin(self: Any) -> Any:
        greeting = await greeting_of(self.caller)
        await asyncio.sleep(GREETING_S)

        async def stale(caller: Any) -> Any:
            return greeting

        subscriptions.greeting_of = stale  # type: ignore[attr-defined]
        return await original(self)

    subscriptions.Subscription._missed = lambda self, greeting: []  # type: ignore[method-assign]
    subscriptions.Subscription.begin = begin  # type: ignore[method-assign]


@way
def sweep_without_telling() -> None:
    """Take what was missed for told."""
    from chat import sweeper
    from happychat.layers import FanoutLayer

    def swallow(self: Any, step: Any) -> None:
        self.order.take(step)

    async def mend(audiences: Any) -> None:
        deliver, FanoutLayer.deliver = FanoutLayer.deliver, swallow  # type: ignore[method-assign]
        await honest(audiences)
        FanoutLayer.deliver = deliver  # type: ignore[method-assign]

    honest, sweeper.mend = sweeper.mend, mend


@way
def let_leavers_listen() -> None:
    """Leave the sockets of who has left where they are."""
    from happychat.layers import FanoutLayer

    FanoutLayer.detach = lambda self, sink, audience: None  # type: ignore[method-assign]


@way
def remember_memberships() -> None:
    """Ask only once whether somebody is a member."""
    from chat.actions import places, sending

    original = places.look_up
    remembered: dict[Any, Any] = {}

    def look_up(sends: Any) -> Any:
        found = original(sends)
        for (author, _client_id, stream), (place, _known) in found.items():
            if place is not None:
                place.left_at = remembered.setdefault((author, stream), place.left_at)
        return found

    sending.look_up = look_up  # type: ignore[attr-defined]


def main() -> None:
    """Break this process, then become the server."""
    importlib.import_module("happychat.asgi")  # sets Django up
    for name in os.environ["BROKEN"].split(","):
        if name:
            WAYS[name]()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
