"""Frames on their way out of one socket: at once where the transport takes them, else in order, and bounded.

Over the bound the updates that wait are dropped and their streams remembered: a `head` frame tells the client later.
Replies are never dropped; who lets them wait is stalled, and none of their commands is carried out before they read.
"""

from __future__ import annotations

import asyncio
import types
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

import orjson

from happychat.brakes import Brakes
from happychat.frames import Frame
from happychat.line import Line

MAX_UNSENT_FRAMES = 256
MAX_UNSENT_BYTES = 1024 * 1024
STALLED_FRAMES, STALLED_BYTES = 128, 128 * 1024

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outgoing(ABC):
    """What every way out has in common: the queue, its bound, and what a collapse leaves of it."""

    def __init__(self) -> None:
        self._unsent: list[Frame] = []  # a deque begins with 600 bytes, and most sockets never need one
        self._bytes = 0
        self._behind: dict[str, list[int]] = {}
        self.closed = False
        self.on_room: Callable[[], None] | None = None  # called when less waits than before

    @property
    def stalled(self) -> bool:
        """Tell whether the peer should read before anything more is done for it."""
        return self._bytes > STALLED_BYTES or len(self._unsent) > STALLED_FRAMES

    @property
    @abstractmethod
    def free(self) -> bool:
        """Tell whether a frame would leave at once."""

    @abstractmethod
    def _write(self, frame: Frame) -> None:
        """Let a frame leave; only while free."""

    @abstractmethod
    async def end(self, code: int, *, within: float) -> None:
        """Send what waits, then close with a code; a peer that does not read is not waited for (seconds)."""

    def frame(self, frame: Frame) -> None:
        """Send a frame, or queue it behind those that wait."""
        if self.closed:
            return
        if self.free:
            self._write(frame)
            return
        self._unsent.append(frame)
        self._bytes += len(frame)
        if len(self._unsent) > MAX_UNSENT_FRAMES or self._bytes > MAX_UNSENT_BYTES:
            self._collapse()

    def _waiting(self) -> bool:
        return bool(self._unsent or self._behind)

    def _next(self) -> Frame:
        if self._unsent:
            frame = self._unsent.pop(0)
            self._bytes -= len(frame)
            return frame
        behind, self._behind = self._behind, {}
        return Frame(orjson.dumps({"type": "head", "heads": behind}))

    def _collapse(self) -> None:
        kept: list[Frame] = []
        for frame in self._unsent:
            if frame.is_update:
                update = orjson.loads(frame.data)
                seqs = [update["last_seq"], 0] if "last_seq" in update else []
                self._behind[update["stream"]] = [update["version"], *seqs]
            elif not frame.is_signal:
                kept.append(frame)
        self._unsent = kept
        self._bytes = sum(map(len, kept))

    def _go_on(self) -> None:
        """Let go what waits, as far as it is taken."""
        while self.free and self._waiting():
            self._write(self._next())
        self._tell_of_room()

    def _tell_of_room(self) -> None:
        if self.on_room is not None and not self.stalled:
            self.on_room()


class LineOutgoing(Outgoing):
    """Write ready-made messages straight to the transport (our own server class)."""

    def __init__(self, line: Line, send: Send) -> None:
        super().__init__()
        self._line = line
        self._send = send
        line.drained = self._go_on

    @property
    def free(self) -> bool:
        """Tell whether a frame would leave at once."""
        return self._line.clear

    def frame(self, frame: Frame) -> None:
        """Send a frame, or queue it behind those that wait."""
        if self._line.clear and not self._unsent and not self.closed:  # nearly always, and thousands of times a second
            self._line.write(frame.wire)
        else:
            super().frame(frame)

    def _write(self, frame: Frame) -> None:
        self._line.write(frame.wire)

    async def end(self, code: int, *, within: float) -> None:
        """Send what waits, then close with a code; a peer that does not read is not waited for (seconds)."""
        self.closed = True
        while self._waiting():
            self._write(self._next())
        await sent(self._send, closing(code), within)


class PlainOutgoing(Outgoing):
    """Send through ASGI (any server); where `send` itself never waits, the brakes say when to."""

    def __init__(self, send: Send, brakes: Brakes | None = None) -> None:
        super().__init__()
        self._send = send
        self._task: asyncio.Task[None] | None = None
        self._brakes = brakes
        if brakes is not None:
            brakes.drained = self._go_on

    @property
    def free(self) -> bool:
        """Tell whether a frame would leave at once."""
        return self._task is None and self._reads

    @property
    def _reads(self) -> bool:
        return self._brakes is None or self._brakes.clear

    def _write(self, frame: Frame) -> None:
        # Most sends end without waiting: running them here saves a task for each frame.
        coroutine = _coroutine(self._send(self._message(frame)))
        try:
            waiting_for = coroutine.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001  # the transport is gone; the reading side will hear of it
            self.closed = True
            return
        self._task = asyncio.get_running_loop().create_task(self._drain(_resumed(coroutine, waiting_for)))

    async def _drain(self, first: Awaitable[None]) -> None:
        try:
            await first
            while self._waiting() and self._reads:
                await self._send(self._message(self._next()))
        except Exception:  # noqa: BLE001  # as above
            self.closed = True
        finally:
            self._task = None
        self._tell_of_room()

    async def end(self, code: int, *, within: float) -> None:
        """Send what waits, then close with a code; a peer that does not read is not waited for (seconds)."""
        self.closed = True
        if self._brakes is not None:
            self._brakes.release()
            self._go_on()
        waiting = self._task
        if waiting is not None:
            await asyncio.wait([waiting], timeout=within)
        await sent(self._send, self._last_message(code), within)

    def _message(self, frame: Frame) -> dict[str, Any]:
        return {"type": "websocket.send", "text": frame.data.decode()}

    def _last_message(self, code: int) -> dict[str, Any]:
        return closing(code)


def closing(code: int) -> dict[str, Any]:
    """Return what closes a socket with a code."""
    return {"type": "websocket.close", "code": code}


async def sent(send: Send, message: dict[str, Any], within: float) -> None:
    """Send a last message, unless the other side was faster or does not read (seconds)."""
    try:
        async with asyncio.timeout(within):
            await send(message)
    except Exception:  # noqa: BLE001, S110  # it is closed either way
        pass


async def _awaited(awaitable: Awaitable[None]) -> None:
    await awaitable


def _coroutine(awaitable: Awaitable[None]) -> Coroutine[Any, Any, None]:
    return awaitable if isinstance(awaitable, Coroutine) else _awaited(awaitable)


@types.coroutine
def _resumed(coroutine: Coroutine[Any, Any, None], waiting_for: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was run up to its first wait, as if this task had awaited it from the start."""
    while True:
        resume: Callable[[Any], Any] = coroutine.send
        try:
            given = yield waiting_for
        except BaseException as error:  # noqa: BLE001  # handed through, as `yield from` would
            resume, given = coroutine.throw, error
        try:
            waiting_for = resume(given)
        except StopIteration:
            return
