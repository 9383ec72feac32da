"""The server goes down while some talk and others do not even read: nothing accepted is lost, nobody is waited for."""

from __future__ import annotations

import json
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import httpx
import pytest

from .support.cast import Site, inhabited_server, site_with_cast
from .support.frames import Frame
from .support.server import STOP_SECONDS, Server
from .support.talk import history
from .support.wire import UPGRADE, Wire

LONG = "字" * 8000  # 24 kB
MESSAGES = 350  # together more than the lines to those who do not read can hold
DEAF_SOCKETS, DEAF_EVENTS = 15, 3  # of each; twenty connections are the most
PENDING = 50
AT_ONCE_SECONDS = 5.0


def stopped(process: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Return the seconds a process took to end from now on, and its exit code."""
    begun = time.monotonic()
    code = process.wait(STOP_SECONDS + 10)
    return time.monotonic() - begun, code


def deaf(server: Server, *lines: str) -> socket.socket:
    """Send the head of a request, and read nothing of what comes."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", server.port))
    line.sendall("\r\n".join((*lines, f"Host: 127.0.0.1:{server.port}", "", "")).encode())
    return line


class End:
    """SIGTERM while Bob writes; all other lines of his and of Lin Xiaoyu are deaf, and one request is half sent."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.chat = site.chat_of("lin", "bob")
        with ExitStack() as stack:
            for username in ("bob", "lin"):
                for line in self._who_do_not_read(site.server, site[username].cookie_header):
                    stack.enter_context(closing(line))
            flood(site, self.chat)
            self.talking = stack.enter_context(Wire.open(site["bob"]))
            waiting = Poll(site)
            self._write()
            process = site.server.process
            assert process is not None
            site.server.ask_to_stop()
            self.code = self.talking.close_code(STOP_SECONDS)
            self.seconds, self.exit_code = stopped(process)
            self.poll, self.poll_seconds = waiting.answer()
        site.server.process = None

    def _who_do_not_read(self, server: Server, cookies: str) -> Iterator[socket.socket]:
        upgrade = [f"{name}: {value}" for name, value in UPGRADE]
        cookie = f"Cookie: {cookies}"
        for _ in range(DEAF_SOCKETS):
            yield deaf(server, "GET /ws/?v=1 HTTP/1.1", *upgrade, cookie, f"Origin: {server.origin}")
        for _ in range(DEAF_EVENTS):
            yield deaf(server, "GET /api/v1/events?v=1 HTTP/1.1", cookie)
        half = deaf(server, "POST /api/v1/command HTTP/1.1", cookie, "Content-Length: 1000")
        half.sendall(b'{"command":')
        yield half

    def _write(self) -> None:
        self.sent = [secrets.token_urlsafe(16) for _ in range(PENDING)]
        for number, client_id in enumerate(self.sent, 1):
            message = {"stream": self.chat, "client_id": client_id, "body": str(number)}
            self.talking.send(json.dumps({"id": number, "command": "message.send", **message}))

    def heard(self, kind: str) -> list[Frame]:
        return [frame for frame in self.talking.pushed if frame.get("type") == kind]


class Poll(threading.Thread):
    """A poll of Chen Mo's that waits for something to happen."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self._browser = site["chen"]
        with Wire.open(self._browser) as wire:
            self._have = {name: head[0] for name, head in wire.ready["heads"].items()}
        self.start()

    def run(self) -> None:
        begun = time.monotonic()
        self._answer = self._browser.post("sync", {"have": self._have, "wait": 25})
        self._seconds = time.monotonic() - begun

    def answer(self) -> tuple[httpx.Response, float]:
        """Return what came, and after how many seconds."""
        self.join(30)
        return self._answer, self._seconds


def flood(site: Site, chat: str) -> None:
    """Say eight megabytes."""
    with Wire.open(site["lin"]) as writing:
        for number in range(MESSAGES):
            body = f"{number}{LONG}"[:8000]
            writing.command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body=body)
            writing.pushed.clear()


@pytest.fixture(scope="module", params=["serve", "daphne"])
def end(request: pytest.FixtureRequest) -> Iterator[End]:
    """What became of everybody when the server ended; it runs again afterwards."""
    with inhabited_server(request.param, HAPPYCHAT_RATE_SCALE="0") as server:
        end = End(site_with_cast(server))
        server.start()
        yield end


def test_who_does_not_read_is_not_waited_for(end: End) -> None:
    assert end.seconds <= STOP_SECONDS
    assert end.exit_code == 0, end.site.server.log()


def test_what_was_accepted_is_acknowledged_and_stored_before_the_line_closes(end: End) -> None:
    acknowledged = [frame["id"] for frame in end.talking.pushed if "ok" in frame]
    stored = [row.get("client_id") for row in history(end.site["bob"], end.chat)]

    assert acknowledged == list(range(1, PENDING + 1))
    assert stored[-PENDING:] == end.sent


def test_who_listens_is_told_good_bye_and_when_to_come_back_and_then_closed(end: End) -> None:
    (bye,) = end.heard("bye")

    assert bye["reason"] == "restart"
    assert 0 < bye["after_ms"] <= 10_000
    assert end.code == 4412


def test_a_poll_that_waits_is_answered(end: End) -> None:
    assert end.poll_seconds < STOP_SECONDS
    assert end.poll.status_code == 200
    assert end.poll.json().keys() <= {"ok", "error"}


def test_nothing_is_said_in_the_log_of_those_who_were_dropped(end: End) -> None:
    assert [line for line in end.site.server.log() if "level=error" in line or "Traceback" in line] == []


@pytest.fixture(params=["serve", "daphne"])
def leaving(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that was told to stop, and gives the proxies time to notice."""
    with Server(request.param, HAPPYCHAT_DRAIN_S="30") as server:
        server.ask_to_stop()
        yield server


def test_who_goes_down_says_so_while_it_still_serves(leaving: Server) -> None:
    deadline = time.monotonic() + 10
    while (ready := httpx.get(f"{leaving.origin}/readyz")).status_code == 200:
        assert time.monotonic() < deadline

    assert ready.status_code == 503
    assert httpx.get(f"{leaving.origin}/healthz").status_code == 200
    assert httpx.get(f"{leaving.origin}/accounts/login/").status_code == 200


@pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT])
def test_who_is_told_twice_goes_at_once(leaving: Server, again: signal.Signals) -> None:
    process = leaving.process
    assert process is not None
    while httpx.get(f"{leaving.origin}/readyz").status_code == 200:
        time.sleep(0.05)

    process.send_signal(again)
    seconds, code = stopped(process)

    assert seconds < AT_ONCE_SECONDS
    assert code == (128 + again if leaving.kind == "serve" else 0)
