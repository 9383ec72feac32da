"""What one socket has under way: its commands in their order, and how much nonsense it may still send."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import orjson

from happychat.auth import Caller
from happychat.commands.errors import Bad
from happychat.commands.execute import Request, dispatch, reply_frame
from happychat.frames import Frame

MALFORMED_A_MINUTE = 10
# Of one socket; reading stops until some are done. Parsed, a frame may take eight times its bytes.
MAX_UNDER_WAY, MAX_UNDER_WAY_BYTES = 64, 128 * 1024


class Lane:
    """Carry out one socket's commands in the order they came.

    Writes follow each other through the writer's queue without waiting; a read waits for the writes before it, and what
    comes after it waits for the read. While `stalled` says so, nothing is begun: `go_on` says when it may be.
    """

    def __init__(
        self, caller: Caller, answer: Callable[[int, Any], None], stalled: Callable[[], bool] = lambda: False
    ) -> None:
        self._caller = caller
        self._answer = answer
        self._stalled = stalled
        self.on_room: Callable[[], None] | None = None
        self._waiting: list[tuple[Request, int]] = []  # few; a deque begins with 600 bytes
        self._bytes = 0
        self._writes = 0
        self._reading = False
        self._going = False
        self.full = False  # enough is under way; `on_room` is called when there is room again
        self._room: asyncio.Future[None] | None = None

    async def room(self) -> None:
        """Wait until few enough commands are under way to take another."""
        while self.full:
            self._room = self._room or asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)

    def take(self, request: Request, size: int = 0) -> None:
        """Carry a request out when its turn comes; `size` is what its frame had."""
        self._waiting.append((request, size))
        self._bytes += size
        self.go_on()

    def go_on(self) -> None:
        """Begin what may be begun."""
        # What is refused is done at once and comes back here: the loop goes on then, not one call inside another.
        if self._going:
            return
        self._going = True
        try:
            self._carry_out()
        finally:
            self._going = False
        if self._writes + len(self._waiting) >= MAX_UNDER_WAY or self._bytes > MAX_UNDER_WAY_BYTES:
            self.full = True
        elif self.full:
            self.full = False
            room, self._room = self._room, None
            if room is not None:
                room.set_result(None)
            if self.on_room is not None:
                self.on_room()

    def _carry_out(self) -> None:
        while self._waiting and not self._reading and not self._stalled():
            request, size = self._waiting[0]
            reads = request.command is not None and request.command.read is not None
            if reads and self._writes:
                break
            del self._waiting[0]
            if reads:
                self._reading = True
            else:
                self._writes += 1
            dispatch(self._caller, request, self._done(request, size, reads=reads))

    def _done(self, request: Request, size: int, *, reads: bool) -> Callable[[Any], None]:
        def done(reply: Any) -> None:
            if reads:
                self._reading = False
            else:
                self._writes -= 1
            self._bytes -= size
            self._answer(request.id, reply)
            if self._waiting or self.full:
                self.go_on()

        return done


class Patience:
    """Count what cannot be read of a socket in a minute."""

    def __init__(self) -> None:
        self._faults: list[float] = []

    def is_exhausted_by(self, request: Request) -> bool:
        """Count a request where it is malformed; tell whether there were too many."""
        if request.malformed:
            self._faults = [*self._faults, time.monotonic()][-MALFORMED_A_MINUTE:]
        return (
            request.malformed and len(self._faults) == MALFORMED_A_MINUTE and self._faults[-1] - self._faults[0] <= 60
        )


def encoded_reply(number: int, reply: Any) -> Frame:
    """Return the frame of a reply."""
    return Frame(orjson.dumps(reply_frame(number, reply)))


NOT_TEXT = Request(0, None, error=Bad("A frame is JSON text."), malformed=True)
