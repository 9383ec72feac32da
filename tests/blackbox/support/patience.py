"""Sockets that are watched for more than a minute, beside the other tests."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from .browser import Browser
from .cast import inhabited_server, site_with_cast
from .frames import Frame
from .wire import Wire

WATCH_SECONDS = 72.0
BUSY_EVERY_SECONDS = 0.5
NAMES = ("silent", "answering", "busy")


class Watch:
    """A server with three quiet sockets: one never says a word, one answers pings, one talks all the time.

    `pings` are the seconds at which pings came, `closed` the code and second of sockets the server closed.
    """

    def __init__(self, kind: str) -> None:
        self.pings: dict[str, list[float]] = {name: [] for name in NAMES}
        self.closed: dict[str, tuple[int, float]] = {}
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(kind,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when the watch is over."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self, kind: str) -> None:
        try:
            with inhabited_server(kind) as server:
                site = site_with_cast(server)
                watching = [
                    threading.Thread(target=self._watch, args=(name, site["ann"]), daemon=True) for name in NAMES
                ]
                for thread in watching:
                    thread.start()
                for thread in watching:
                    thread.join()
        except Exception as error:  # noqa: BLE001 - whatever it is, wait() raises it in the thread of the test
            self._error = error

    def _watch(self, name: str, browser: Browser) -> None:
        begun = time.monotonic()
        wire = Wire.open(browser)
        while time.monotonic() - begun < WATCH_SECONDS:
            try:
                self._take(name, wire, begun)
            except ConnectionClosed as closed:
                self.closed[name] = (closed.rcvd.code if closed.rcvd else 1006, time.monotonic() - begun)
                return
        wire.connection.close()

    def _take(self, name: str, wire: Wire, begun: float) -> None:
        if name == "busy":
            wire.send(json.dumps({"id": 9, "command": "sync", "have": {"me": 0}}))
        frame: Frame = {}
        with suppress(TimeoutError):
            frame = wire.receive(BUSY_EVERY_SECONDS)
        if frame.get("type") == "ping":
            self.pings[name].append(time.monotonic() - begun)
            if name == "answering":
                wire.send('{"type":"pong"}')
        if name == "busy":
            time.sleep(BUSY_EVERY_SECONDS)
