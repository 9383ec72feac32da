"""One socket's own state: what it still has to carry out and what could not be sent yet."""

from __future__ import annotations

import asyncio
import time
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

import orjson

from happychat.auth import Caller
from happychat.commands.errors import Bad, Rate
from happychat.commands.execute import Request, dispatch, reply_frame

MAX_UNSENT_FRAMES = 256
MAX_UNSENT_BYTES = 1024 * 1024
MALFORMED_A_MINUTE = 10
RATE_ERRORS_A_MINUTE = 100
MAX_UNDER_WAY = 64  # commands of one socket; reading stops until some are done

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outgoing:
    """Send frames at once where the transport takes them; keep the rest in order, and bounded.

    Over the bound the updates that wait are dropped and their streams remembered: a `head` frame tells the client later.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._unsent: deque[bytes] = deque()
        self._bytes = 0
        self._behind: dict[str, list[int]] = {}
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    def frame(self, data: bytes) -> None:
        """Send a frame, or queue it behind those that wait."""
        if self.closed:
            return
        if self._task is None:
            self._begin(data)
        else:
            self._unsent.append(data)
            self._bytes += len(data)
            if len(self._unsent) > MAX_UNSENT_FRAMES or self._bytes > MAX_UNSENT_BYTES:
                self._collapse()

    async def end(self, code: int, *, within: float) -> None:
        """Send what waits, then close with a code; a peer that does not read is not waited for."""
        self.closed = True
        try:
            async with asyncio.timeout(within):
                if self._task is not None:
                    await self._task
                await self._send({"type": "websocket.close", "code": code})
        except Exception:  # noqa: BLE001, S110  # the other side was faster, or does not read
            pass

    @property
    def busy(self) -> bool:
        """Tell whether something waits to be sent."""
        return self._task is not None

    def _begin(self, data: bytes) -> None:
        # Most sends end without waiting: running them here saves a task for each frame.
        coroutine = _coroutine(self._send({"type": "websocket.send", "text": data.decode()}))
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
            while self._unsent or self._behind:
                data = self._next()
                await self._send({"type": "websocket.send", "text": data.decode()})
        except Exception:  # noqa: BLE001  # as above
            self.closed = True
        finally:
            self._task = None

    def _next(self) -> bytes:
        if self._unsent:
            data = self._unsent.popleft()
            self._bytes -= len(data)
            return data
        behind, self._behind = self._behind, {}
        return orjson.dumps({"type": "head", "heads": behind})

    def _collapse(self) -> None:
        kept: deque[bytes] = deque()
        for data in self._unsent:
            if data.startswith(b'{"type":"update"'):
                update = orjson.loads(data)
                seqs = [update["last_seq"], 0] if "last_seq" in update else []
                self._behind[update["stream"]] = [update["version"], *seqs]
            elif not data.startswith(b'{"type":"signal"'):
                kept.append(data)
        self._unsent = kept
        self._bytes = sum(map(len, kept))


async def _coroutine_of(awaitable: Awaitable[None]) -> None:
    await awaitable


def _coroutine(awaitable: Awaitable[None]) -> Coroutine[Any, Any, None]:
    return awaitable if isinstance(awaitable, Coroutine) else _coroutine_of(awaitable)


@types.coroutine
def _resumed(coroutine: Coroutine[Any, Any, None], waiting_for: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was run up to its first wait, as if this task had awaited it from the start."""
    while True:
        try:
            value = yield waiting_for
        except BaseException as error:  # noqa: BLE001  # handed through, as `yield from` would
            step: Callable[[], Any] = lambda error=error: coroutine.throw(error)  # noqa: E731
        else:
            step = lambda value=value: coroutine.send(value)  # noqa: E731
        try:
            waiting_for = step()
        except StopIteration:
            return


class Lane:
    """Carry out one socket's commands in the order they came.

    Writes follow each other through the writer's queue without waiting; a read waits for the writes before it, and what
    comes after it waits for the read.
    """

    def __init__(self, caller: Caller, answer: Callable[[int, Any], None]) -> None:
        self._caller = caller
        self._answer = answer
        self._waiting: deque[Request] = deque()
        self._writes = 0
        self._reading = False
        self._room = asyncio.Event()
        self._room.set()

    async def room(self) -> None:
        """Wait until few enough commands are under way to take another."""
        await self._room.wait()

    def take(self, request: Request) -> None:
        """Carry a request out when its turn comes."""
        self._waiting.append(request)
        self._go_on()

    def _go_on(self) -> None:
        while self._waiting and not self._reading:
            request = self._waiting[0]
            reads = request.command is not None and request.command.read is not None
            if reads and self._writes:
                break
            self._waiting.popleft()
            if reads:
                self._reading = True
            else:
                self._writes += 1
            dispatch(self._caller, request, self._done(request, reads=reads))
        if self._writes + len(self._waiting) < MAX_UNDER_WAY:
            self._room.set()
        else:
            self._room.clear()

    def _done(self, request: Request, *, reads: bool) -> Callable[[Any], None]:
        def done(reply: Any) -> None:
            if reads:
                self._reading = False
            else:
                self._writes -= 1
            self._answer(request.id, reply)
            if self._waiting or not self._room.is_set():
                self._go_on()

        return done


class Patience:
    """Count what a socket does wrong in a minute; where it runs out, the close code."""

    def __init__(self) -> None:
        self._faults: dict[int, deque[float]] = {4400: deque(), 4429: deque()}

    def exhausted_by(self, request: Request | None = None, reply: Any = None) -> int:
        """Count a request or a reply; return 0, or the code to close with."""
        if request is not None and request.malformed:
            return self._count(4400, MALFORMED_A_MINUTE)
        if isinstance(reply, Rate):
            return self._count(4429, RATE_ERRORS_A_MINUTE)
        return 0

    def _count(self, code: int, most: int) -> int:
        faults = self._faults[code]
        now = time.monotonic()
        while faults and now - faults[0] > 60:
            faults.popleft()
        faults.append(now)
        return code if len(faults) >= most else 0


def encoded_reply(number: int, reply: Any) -> bytes:
    """Return the bytes of a reply frame."""
    return orjson.dumps(reply_frame(number, reply))


NOT_TEXT = Request(0, None, error=Bad("A frame is JSON text."), malformed=True)
