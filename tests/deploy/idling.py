"""Connections on which nobody says anything but what keeps them alive, watched beside the other tests."""

from __future__ import annotations

import threading
import time

import httpx
from websockets.exceptions import ConnectionClosed

from tests.blackbox.support.wire import Wire

from .people import Visitor, events_of, socket_of

IDLE_SECONDS = 75.0


class Idling:
    """One connection, for more than a minute: how long it lived, and the pings that came."""

    def __init__(self, visitor: Visitor) -> None:
        self.pings = 0
        self.lived = 0.0
        self.begun = time.monotonic()
        self._thread = threading.Thread(target=self._run, args=(visitor,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when it is over."""
        self._thread.join(IDLE_SECONDS + 30)

    def _run(self, visitor: Visitor) -> None:
        try:
            self._idle(visitor)
        except (ConnectionClosed, httpx.TransportError):
            self.lived = time.monotonic() - self.begun
        else:
            self.lived = IDLE_SECONDS

    @property
    def _left(self) -> float:
        return self.begun + IDLE_SECONDS - time.monotonic()

    def _idle(self, visitor: Visitor) -> None:
        raise NotImplementedError


class IdlingSocket(Idling):
    """A socket whose page answers pings."""

    def _idle(self, visitor: Visitor) -> None:
        with socket_of(visitor) as wire:
            while self._left > 0:
                self._answer_a_ping(wire)

    def _answer_a_ping(self, wire: Wire) -> None:
        try:
            frame = wire.receive(max(0.1, self._left))
        except TimeoutError:
            return
        if frame["type"] == "ping":
            self.pings += 1
            wire.send('{"type":"pong"}')


class IdlingEvents(Idling):
    """A stream of events, whose pings nobody answers."""

    def _idle(self, visitor: Visitor) -> None:
        with events_of(visitor) as frames:
            for frame in frames:
                self.pings += frame == {"type": "ping"}
                if self._left < 0:
                    return


IDLERS: dict[str, type[Idling]] = {"socket": IdlingSocket, "events": IdlingEvents}
