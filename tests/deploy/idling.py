"""A socket on which nobody says anything but what keeps it alive."""

from __future__ import annotations

import threading
import time

from websockets.exceptions import ConnectionClosed

from tests.blackbox.support.wire import Wire

IDLE_SECONDS = 75.0


class Idling:
    """Watch a socket for more than a minute, beside the other tests."""

    def __init__(self, wire: Wire) -> None:
        self.pings = 0
        self.closed: ConnectionClosed | None = None
        self.lived = 0.0
        self._thread = threading.Thread(target=self._idle, args=(wire,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when it is over."""
        self._thread.join(IDLE_SECONDS + 10)

    def _idle(self, wire: Wire) -> None:
        begun = time.monotonic()
        try:
            while (left := begun + IDLE_SECONDS - time.monotonic()) > 0:
                self._answer_pings(wire, left)
        except ConnectionClosed as closed:
            self.closed = closed
        self.lived = time.monotonic() - begun
        wire.connection.close()

    def _answer_pings(self, wire: Wire, seconds: float) -> None:
        try:
            frame = wire.receive(seconds)
        except TimeoutError:
            return
        if frame["type"] == "ping":
            self.pings += 1
            wire.send('{"type":"pong"}')
