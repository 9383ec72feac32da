"""What nobody announced is found here: each process compares what it watches with the database, again and again.

The push is a hint and may be lost; a management command has no loop; Redis may be away. Sessions end in many places.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from accounts.models import Mailbox
from chat.consumers import NO_SESSION
from chat.models import Conversation
from chat.rows import heads_of
from happychat.auth import still_signed_in
from happychat.frames import Frame
from happychat.ids import stream_name
from happychat.layers import FanoutLayer, fanout
from happychat.streams.models import VersionedStream
from happychat.streams.registry import ME
from happychat.streams.steps import head_frame
from happychat.threads import readers

EVERY_S = 1.5  # sockets of an ended session close within 2 s
MOST_AT_ONCE = 500
ON_ITS_WAY_S = 0.25  # what was committed just now may still be announced the ordinary way
USER, CONVERSATION = "user.", "conversation."

log = logging.getLogger(__name__)


class Sweeper:
    """Find what was missed, and whose session has ended."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def started(self) -> None:
        """Begin on the running loop; repeats do nothing."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.get_loop() is not loop:
            self._task = loop.create_task(self._run())
            fanout().started()

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
        await self._tell_missed(layer, USER, Mailbox)
        await self._tell_missed(layer, CONVERSATION, Conversation)

    async def _tell_missed(self, layer: FanoutLayer, prefix: str, model: type[VersionedStream]) -> None:
        watched = [int(name.removeprefix(prefix)) for name in list(layer.audiences) if name.startswith(prefix)]
        behind: dict[int, list[int]] = {}
        for start in range(0, len(watched), MOST_AT_ONCE):
            heads = await readers.run(_heads, model, watched[start : start + MOST_AT_ONCE])
            behind |= {key: head for key, head in heads.items() if layer.told.get(f"{prefix}{key}", head[0]) < head[0]}
        if behind:
            await asyncio.sleep(ON_ITS_WAY_S)  # once, however many: sessions have to be asked for again soon
        for key, head in behind.items():
            if layer.told.get(f"{prefix}{key}", head[0]) < head[0]:
                layer.told[f"{prefix}{key}"] = head[0]
                await self._tell(layer, prefix, key, head)

    async def _tell(self, layer: FanoutLayer, prefix: str, key: int, head: list[int]) -> None:
        if prefix == USER:
            # A conversation may have become theirs: their sockets must hear it from now on.
            for _, _, attach in (await readers.run(heads_of, [key]))[key]:
                for sink in layer.people.get(key, ()):
                    layer.attach(sink, attach.audience, attach.floor)
        name = ME if prefix == USER else stream_name(key)
        for sink in list(layer.audiences.get(f"{prefix}{key}", ())):
            sink.deliver(Frame(head_frame({name: head})))

    async def _end_sessions(self, sockets: list[Any]) -> None:
        asking = list({socket.caller for socket in sockets})
        for start in range(0, len(asking), MOST_AT_ONCE):
            part = asking[start : start + MOST_AT_ONCE]
            ended = set(part) - await readers.run(still_signed_in, part)
            for socket in sockets if ended else ():
                if socket.caller in ended:
                    socket.end(NO_SESSION)


def _heads(model: type[VersionedStream], keys: list[int]) -> dict[int, list[int]]:
    if model is Mailbox:
        return {pk: [version] for pk, version in Mailbox.objects.filter(pk__in=keys).values_list("pk", "version")}
    found = Conversation.objects.filter(pk__in=keys).values_list("pk", "version", "last_seq")
    return {pk: [version, last_seq, 0] for pk, version, last_seq in found}


sweeper = Sweeper()
