"""The server as a process: its heartbeat, and how it ends."""

from __future__ import annotations

import itertools
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import ConnectionClosed

from .support.cast import Site, inhabited_server, site_with_cast
from .support.patience import Watch
from .support.server import STOP_SECONDS
from .support.talk import history
from .support.wire import Wire

PING_SECONDS = 25.0
PING_TOLERANCE = 5.0
LATE_SECONDS = 2.0  # on a busy machine
SILENCE_SECONDS = 60.0
HEAD_SECONDS = 5.0


@pytest.fixture(scope="module", params=["serve", "daphne"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site with the cast, on either server."""
    with inhabited_server(request.param) as server:
        yield site_with_cast(server)


def test_ready_says_what_a_client_must_know(site: Site) -> None:
    with Wire.open(site["ann"]) as wire:
        ready = wire.ready

    assert ready["v"] == 1
    assert ready["ping"] == PING_SECONDS
    assert ready["user"] == site.ids["ann"]
    assert ready["device"]
    assert ready["epoch"]
    assert ready["limits"]["frame"] == 65_536
    assert ready["limits"]["body"] == 8000
    assert ready["limits"]["rates"]["message.send"] == [20, 100]
    assert len(ready["heads"]["me"]) == 1
    assert all(len(head) == 3 for stream, head in ready["heads"].items() if stream != "me")


class Stop:
    """One SIGTERM while Ann writes and Bob listens, and the start after it: what each of them saw."""

    def __init__(self, site: Site) -> None:
        self.chat = site.chat_of("ann", "bob")
        self.acknowledged: list[str] = []
        with Wire.open(site["bob"]) as self.listening, Wire.open(site["ann"]) as self.writing:
            self._thread = threading.Thread(target=self._write)
            self._thread.start()
            time.sleep(0.3)
            site.server.ask_to_stop()
            self.code = self.listening.close_code(STOP_SECONDS)
            self.seconds = site.server.wait_until_stopped()
            self._thread.join(STOP_SECONDS)
        site.server.start()
        with Wire.open(site["bob"]) as after:
            self.ready_after = after.ready

    def _write(self) -> None:
        with suppress(ConnectionClosed, EOFError, OSError):
            while True:
                client_id = secrets.token_urlsafe(16)
                message = {"stream": self.chat, "client_id": client_id, "body": "still here"}
                reply = self.writing.ask("message.send", **message)
                self.acknowledged += [client_id] if "ok" in reply else []
                time.sleep(0.01)


@pytest.fixture(scope="module")
def stop(site: Site) -> Stop:
    """The server ended by SIGTERM and started again."""
    return Stop(site)


def test_sigterm_ends_the_server_in_time(stop: Stop) -> None:
    assert stop.seconds <= STOP_SECONDS


def test_a_server_that_ends_says_good_bye_first(stop: Stop) -> None:
    byes = [frame for frame in stop.listening.pushed if frame["type"] == "bye"]
    assert [bye["reason"] for bye in byes] == ["restart"]
    assert byes[0]["after_ms"] > 0
    assert stop.code in {4412, 1012}


def test_what_was_acknowledged_while_the_server_ended_is_stored(site: Site, stop: Stop) -> None:
    stored = [row.get("client_id") for row in history(site["bob"], stop.chat)]

    assert stop.acknowledged
    assert [client_id for client_id in stored if client_id in stop.acknowledged] == stop.acknowledged


def test_ids_epoch_and_sessions_outlive_a_restart(stop: Stop) -> None:
    before, after = stop.listening.ready, stop.ready_after

    assert [after[name] for name in ("epoch", "user", "device")] == [
        before[name] for name in ("epoch", "user", "device")
    ]
    assert after["heads"]["me"] == before["heads"]["me"]


BEGINNINGS = {
    "nothing": b"",
    "half a handshake": b"GET /ws/?v=1 HTTP/1.1\r\nUpgrade: websocket\r\n",
    "one request and the beginning of another": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /",
}


def test_who_does_not_say_what_they_want_is_hung_up_on(shared_site: Callable[[str], Site]) -> None:
    begun = time.monotonic()
    with ExitStack() as stack:
        address = ("127.0.0.1", shared_site("serve").server.port)
        lines = [stack.enter_context(socket.create_connection(address)) for _ in BEGINNINGS]
        for line, said in zip(lines, BEGINNINGS.values(), strict=True):
            line.sendall(said)
        for line in lines:
            line.settimeout(HEAD_SECONDS + 10 * LATE_SECONDS)
            while line.recv(4096):
                pass

    assert time.monotonic() - begun > HEAD_SECONDS - 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["serve", "daphne"])
def test_ping_arrives_every_25_seconds_whatever_else_is_sent(watches: dict[str, Watch], kind: str) -> None:
    watch = watches[kind]
    watch.wait()

    for name in ("silent", "answering", "busy"):
        times = [0.0, *watch.pings[name]]
        pauses = [later - sooner for sooner, later in itertools.pairwise(times)]
        assert len(pauses) >= 2, (name, pauses)
        assert all(abs(pause - PING_SECONDS) <= PING_TOLERANCE + LATE_SECONDS for pause in pauses), (name, pauses)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["serve", "daphne"])
def test_a_socket_that_says_nothing_is_closed_4408_after_a_minute(watches: dict[str, Watch], kind: str) -> None:
    watch = watches[kind]
    watch.wait()

    code, seconds = watch.closed["silent"]
    assert code == 4408
    assert SILENCE_SECONDS <= seconds <= SILENCE_SECONDS + PING_TOLERANCE + LATE_SECONDS
    assert watch.closed.keys() == {"silent"}
