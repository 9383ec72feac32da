"""One WebSocket, frame by frame, for tests that say exactly what goes over the line."""

from __future__ import annotations

import http.client
import itertools
import json
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from .browser import Browser
from .frames import Frame, read_frame
from .server import Server

ANSWER_SECONDS = 30.0
OURS = "ours"
UPGRADE = (
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
)


class Wire:
    """A socket that has been accepted; `ready` is the first frame it got."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.ids = itertools.count(1)
        self.pushed: list[Frame] = []

    @classmethod
    def open(cls, browser: Browser, **handshake: Any) -> Wire:
        """Connect as the page does and wait for `ready`."""
        wire = cls(handshake_with(browser.server, cookies=browser.cookie_header, **handshake))
        ready = wire.receive()
        assert ready["type"] == "ready", ready
        wire.ready = ready
        return wire

    ready: Frame

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def send(self, raw: str | bytes) -> None:
        """Send one frame as it is: text for str, binary for bytes."""
        self.connection.send(raw)

    def receive(self, seconds: float = ANSWER_SECONDS) -> Frame:
        """Return the next frame."""
        return read_frame(self.connection.recv(timeout=seconds))

    def receive_until(self, wanted: Callable[[Frame], bool], seconds: float = ANSWER_SECONDS) -> Frame:
        """Return the first frame that is wanted; keep the pushed ones before it."""
        deadline = time.monotonic() + seconds
        while True:
            frame = self.receive(max(0.0, deadline - time.monotonic()))
            if wanted(frame):
                return frame
            self.pushed.append(frame)

    def ask(self, command: str, **arguments: Any) -> Frame:
        """Give a command and return the whole reply."""
        number = next(self.ids)
        self.send(json.dumps({"id": number, "command": command, **arguments}, ensure_ascii=False))
        return self.receive_until(lambda frame: frame.get("id") == number)

    def command(self, name: str, **arguments: Any) -> Frame:
        """Give a command and return `ok`; an error fails the test."""
        reply = self.ask(name, **arguments)
        assert "ok" in reply, (name, arguments, reply)
        return dict(reply["ok"])

    def replies_to(self, raw: str | bytes) -> list[Frame]:
        """Send any frame, then a command that is carried out after it; return what was answered to the first.

        Only what is carried out keeps its turn: an error of form may overtake what came before it.
        """
        probe = 1_000_000 + next(self.ids)
        self.send(raw)
        self.send(json.dumps({"id": probe, "command": "sync", "have": {"me": 1}, "limit": 1}))
        replies: list[Frame] = []
        while True:
            frame = self.receive()
            if frame.get("id") == probe:
                assert "ok" in frame, frame
                return replies
            if "id" in frame:
                replies.append(frame)

    def close_code(self, seconds: float = ANSWER_SECONDS) -> int:
        """Read on until the server closes; return its code."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.pushed.append(self.receive(max(0.0, deadline - time.monotonic())))
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006


def handshake_with(
    server: Server,
    *,
    cookies: str = "",
    origin: str | None = OURS,
    query: str = "v=1",
    headers: Iterable[tuple[str, str]] = (),
) -> ClientConnection:
    """Knock at /ws/ with exactly these headers."""
    jar = [("Cookie", cookies)] if cookies else []
    return connect(
        f"ws://127.0.0.1:{server.port}/ws/?{query}",
        origin=None if origin is None else Origin(server.origin if origin == OURS else origin),
        additional_headers=[*jar, *headers],
        compression=None,
        max_size=None,
        ping_interval=None,
        open_timeout=ANSWER_SECONDS,
        close_timeout=1,
        proxy=None,
        legacy=True,  # the caller closes it
    )


def status_of_handshake(server: Server, *headers: tuple[str, str]) -> int:
    """Return the HTTP status of a handshake with exactly these headers beside those of RFC 6455; 101 is a socket."""
    knock = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)
    named = {name for name, _ in headers}
    knock.putrequest("GET", "/ws/?v=1", skip_host="Host" in named, skip_accept_encoding=True)
    for name, value in (*UPGRADE, *headers):
        knock.putheader(name, value)
    knock.endheaders()
    with closing(knock):
        return knock.getresponse().status


def closed_at_once(server: Server, **handshake: Any) -> int:
    """Return the close code of a handshake that is accepted and closed before any frame."""
    wire = Wire(handshake_with(server, **handshake))
    code = wire.close_code()
    assert not wire.pushed, wire.pushed
    return code
