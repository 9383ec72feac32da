"""uvicorn's WebSocket protocol with two short cuts for the chat's own socket.

Messages in come by a direct call instead of a queue that pauses reading after each; frames out are ready-made bytes
written to the transport. Parsing, the handshake and closing stay with the `websockets` library. The consumer finds the
line in the scope's extensions; on another server it is not there and plain ASGI does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "happychat.line"


class Inbox:
    """What asyncio.Queue is to uvicorn's protocol, without its 2 kB: one reader, who waits seldom."""

    __slots__ = ("_events", "_waiting")

    def __init__(self) -> None:
        self._events: list[Any] = []
        self._waiting: asyncio.Future[None] | None = None

    def put_nowait(self, event: Any) -> None:
        """Put an event in."""
        self._events.append(event)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def get(self) -> Any:
        """Take the oldest event out; wait for one."""
        while not self._events:
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return self._events.pop(0)

    def empty(self) -> bool:
        """Tell whether nothing is there."""
        return not self._events


WRITABLE = asyncio.Event()  # one for all that are: an event of its own is 1 kB
WRITABLE.set()


class Line(WebSocketsSansIOProtocol):
    """One connection, as the consumer uses it."""

    receiver: Callable[[str | None], None] | None = None
    drained: Callable[[], None] | None = None
    clear = True  # the peer reads as fast as we write

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.queue = Inbox()  # type: ignore[assignment]
        self.writable = WRITABLE

    def handle_connect(self, event: Request) -> None:
        """Begin as ever, and offer the line to the application, which starts a moment later."""
        super().handle_connect(event)
        if self.conn.handshake_exc is None and self.response.status_code == 101:
            self.scope["extensions"][EXTENSION] = {"line": self}

    def send_receive_event_to_app(self) -> None:
        """Hand a whole message over: text, or None for a binary one."""
        if self.receiver is None or self.close_sent:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.curr_msg_data_type == "bytes":
            self.receiver(None)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.conn.fail(1007)
            self.handle_parser_exception()
            return
        self.receiver(text)

    # What the consumer calls

    def forget_handshake(self) -> None:
        """Let go of what was needed to come in: for thousands of idle sockets it is a lot of memory."""
        self.request.headers.clear()
        self.response.headers.clear()
        cast("dict[str, Any]", self.scope).clear()

    def write(self, wire: bytes) -> None:
        """Write one whole message, unless a close was sent or came."""
        if not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.transport.write(wire)

    def hold(self) -> None:
        """Read no more until `go_on`: too much is under way."""
        self.transport.pause_reading()

    def go_on(self) -> None:
        """Read again."""
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def pause_writing(self) -> None:
        """Remember that the peer does not keep up."""
        self.writable = asyncio.Event()
        self.clear = False

    def resume_writing(self) -> None:
        """Tell the consumer that the peer has caught up."""
        self.writable.set()
        self.writable = WRITABLE
        self.clear = True
        if self.drained is not None:
            self.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        """End as ever, and let go of the consumer."""
        super().connection_lost(exc)
        self.receiver = self.drained = None


def line_in(scope: dict[str, Any]) -> Line | None:
    """Return the connection's line where the server has one."""
    found: Line | None = scope.get("extensions", {}).get(EXTENSION, {}).get("line")
    return found
