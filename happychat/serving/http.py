"""uvicorn's HTTP protocol, with an end to its patience."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN_S = 5.0
# A body may take as long as so slow a line takes for it, and a while more.
BODY_BYTES_A_SECOND, BODY_GRACE_S, BODY_LOOK_S = 4096, 15.0, 5.0


class Http(HttpToolsProtocol):
    """A connection that has to say what it wants within a while: uvicorn would wait for ever."""

    _waiting: asyncio.TimerHandle | None = None
    _body_bytes = 0
    _body_s = 0.0  # waited for so far

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request's head."""
        super().connection_made(transport)
        self._wait(HEAD_WITHIN_S, self.transport.close)

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a later request's head."""
        super().on_message_begin()
        if self._waiting is None:
            self._wait(HEAD_WITHIN_S, self.transport.close)

    def on_headers_complete(self) -> None:
        """Wait for the body from now on, where there will be one."""
        self._wait_no_more()
        super().on_headers_complete()
        if not self.parser.should_upgrade():
            self._body_bytes, self._body_s = 0, 0.0
            self._wait(BODY_LOOK_S, self._look_at_body)

    def on_body(self, body: bytes) -> None:
        """Count what came."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """End as ever."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _look_at_body(self) -> None:
        if not self.flow.read_paused:  # else it is we who are slow
            self._body_s += BODY_LOOK_S
        if self._body_bytes < (self._body_s - BODY_GRACE_S) * BODY_BYTES_A_SECOND:
            self.transport.close()
        else:
            self._wait(BODY_LOOK_S, self._look_at_body)

    def _wait(self, within: float, then: Callable[[], None]) -> None:
        self._waiting = self.loop.call_later(within, then)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
