"""People who come through a door: over TLS, with a browser's headers and cookies."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.cast import my_id
from tests.blackbox.support.frames import Frame, read_frame
from tests.blackbox.support.server import Server
from tests.blackbox.support.wire import ANSWER_SECONDS, OURS, Wire

from .doors import Door
from .tls import believing_anything


class Visitor(Browser):
    """A browser at the server's own address, whatever stands there; it says where its forms come from."""

    def __init__(self, server: Server, *, come_from: str = "127.0.0.1", **headers: str) -> None:
        super().__init__(server)
        self.http = httpx.Client(
            base_url=server.origin,
            follow_redirects=True,
            timeout=20,
            headers={"Origin": server.origin, **{name.replace("_", "-"): value for name, value in headers.items()}},
            transport=httpx.HTTPTransport(verify=False, local_address=come_from),
        )


@dataclass
class HouseWithDoor:
    """A running site and the proxy in front of it."""

    server: Server
    door: Door
    inside: dict[str, Visitor] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Visitor:
        """Return a person's browser, signed in through the door."""
        if username not in self.inside:
            self.inside[username] = visitor = Visitor(self.server)
            visitor.log_in(username)
            assert visitor.is_inside, username
        return self.inside[username]

    def chat_of(self, one: str, other: str) -> str:
        """Return the id of the direct chat of two friends."""
        return str(self[one].command("conversation.open", user=my_id(self[other]))["stream"])


def socket_of(visitor: Visitor, *, origin: str | None = OURS, headers: Iterable[tuple[str, str]] = ()) -> Wire:
    """Open the visitor's socket as their page does and wait for `ready`."""
    site = visitor.server.origin
    connection = connect(
        site.replace("http", "ws", 1) + "/ws/?v=1",
        origin=None if origin is None else Origin(site if origin == OURS else origin),
        additional_headers=[("Cookie", visitor.cookie_header), *headers],
        ssl=believing_anything(),
        compression=None,
        max_size=None,
        ping_interval=None,
        open_timeout=ANSWER_SECONDS,
        close_timeout=1,
        proxy=None,
        legacy=True,  # the caller closes it
    )
    wire = Wire(connection)
    wire.ready = wire.receive()
    assert wire.ready["type"] == "ready", wire.ready
    return wire


@contextmanager
def events_of(visitor: Visitor) -> Iterator[Iterator[Frame]]:
    """Open the visitor's server-sent events; give the frames as they come."""
    patient = httpx.Timeout(20, read=60)
    with visitor.http.stream("GET", "/api/v1/events?v=1", timeout=patient) as answer:
        assert answer.status_code == 200, answer
        yield (read_frame(line.removeprefix("data:")) for line in answer.iter_lines() if line.startswith("data:"))


def say(wire: Wire, chat: str, body: str) -> Frame:
    """Send a message over a socket and return what the server answered."""
    return wire.command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body=body)


def hear(wire: Wire, chat: str, body: str) -> None:
    """Wait until a message arrives."""
    while not any(_bodies(frame, chat) >= {body} for frame in wire.pushed):
        wire.pushed.append(wire.receive())


def _bodies(frame: Frame, chat: str) -> set[str]:
    rows = frame.get("rows", ()) if frame.get("stream") == chat else ()
    return {row["body"] for row in rows if "body" in row}
