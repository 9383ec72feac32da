"""uvicorn's WebSocket protocol with two short cuts for the chat's own socket.

Messages in come by a direct call instead of a queue that pauses reading after each; frames out are ready-made bytes
written to the transport. Parsing, the handshake and closing stay with the `websockets` library. The consumer finds the
line in the scope's extensions; on another server it is not there and plain ASGI does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "happychat.line"


class Line(WebSocketsSansIOProtocol):
    """One connection, as the consumer uses it."""

    receiver: Callable[[str | None], None] | None = None
    drained: Callable[[], None] | None = None
    clear = True  # the peer reads as fast as we write

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
        super().pause_writing()
        self.clear = False

    def resume_writing(self) -> None:
        """Tell the consumer that the peer has caught up."""
        super().resume_writing()
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
