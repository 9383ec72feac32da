"""What nobody announced is found here: each process compares what it watches with the database, again and again.

The push is a hint and may be lost; a management command has no loop; Redis may be away. Sessions end in many places.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import orjson

from accounts.models import Mailbox
from chat.consumers import NO_SESSION
from chat.missed import CONVERSATION, USER, missed
from chat.models import Conversation
from happychat.auth import ENDINGS, still_signed_in
from happychat.frames import Frame
from happychat.layers import fanout
from happychat.layers.order import UNKNOWN
from happychat.streams.models import VersionedStream
from happychat.threads import readers

EVERY_S = 1.5  # sockets of an ended session close within 2 s
MOST_AT_ONCE = 500
ON_ITS_WAY_S = 0.25  # what was committed just now may still be announced the ordinary way
T = TypeVar("T")

log = logging.getLogger(__name__)


class Sweeper:
    """Find what was missed, and whose session has ended.

    Of sessions that are ended on purpose the processes tell each other; it is a sink of that and looks at once.
    """

    user, since, caller = 0, 0.0, None

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._looks: set[asyncio.Task[None]] = set()

    def started(self) -> None:
        """Begin on the running loop; repeats do nothing."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.get_loop() is not loop:
            self._task = loop.create_task(self._run())
            fanout().started()
            fanout().mend = mend
            fanout().attach(self, ENDINGS, 0, 0)

    def signal(self, frame: Frame) -> None:
        """Look at once who of these people may stay connected here."""
        sockets = [sink for user in orjson.loads(frame.data) for sink in fanout().people.get(user, ())]
        if sockets:
            look = asyncio.get_running_loop().create_task(self._end_sessions(sockets))
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)

    def deliver(self, frame: Frame) -> None:
        """Nothing: sessions have no steps."""

    def end(self, code: int) -> None:
        """Nothing: it is nobody's connection."""

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.sweep()
            except Exception:
                log.exception("a sweep failed")

    async def sweep(self) -> None:
        """Compare once: sessions first, then versions."""
        layer = fanout()
        await self._end_sessions([sink for sinks in layer.people.values() for sink in sinks])
        behind = await self._behind(USER, Mailbox) | await self._behind(CONVERSATION, Conversation)
        if behind:
            await asyncio.sleep(ON_ITS_WAY_S)
            told = layer.order.told
            await mend(name for name, version in behind.items() if told.get(name, version) < version)

    async def _behind(self, prefix: str, model: type[VersionedStream]) -> dict[str, int]:
        """Return the audiences heard here of which the database knows more than was told, with what it knows."""
        told = {name: version for name, version in fanout().order.told.items() if name.startswith(prefix)}
        behind: dict[str, int] = {}
        for names in batched(told):
            versions = await readers.run(_versions, model, [int(name.removeprefix(prefix)) for name in names])
            stored = {f"{prefix}{key}": version for key, version in versions.items()}
            behind |= {name: version for name, version in stored.items() if told[name] < version}
        return behind

    async def _end_sessions(self, sockets: list[Any]) -> None:
        for part in batched({socket.caller for socket in sockets}):
            ended = set(part) - await readers.run(still_signed_in, part)
            for socket in sockets if ended else ():
                if socket.caller in ended:
                    socket.end(NO_SESSION)


async def mend(audiences: Iterable[str]) -> None:
    """Read what audiences were not told yet and tell it to this process's sockets, as if it had come by itself."""
    layer = fanout()
    known = {name: version for name in audiences if (version := layer.order.told.get(name, UNKNOWN)) != UNKNOWN}
    for names in batched(known):
        for step in await readers.run(missed, {name: known[name] for name in names}):
            layer.deliver(step)


def batched(things: Iterable[T]) -> Iterator[list[T]]:
    """Return them in lists short enough to ask for at once."""
    waiting = list(things)
    for start in range(0, len(waiting), MOST_AT_ONCE):
        yield waiting[start : start + MOST_AT_ONCE]


def _versions(model: type[VersionedStream], keys: list[int]) -> dict[int, int]:
    return dict(model._default_manager.filter(pk__in=keys).values_list("pk", "version"))


sweeper = Sweeper()
