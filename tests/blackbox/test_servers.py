"""The server as a process: its heartbeat, and how it ends."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from .support.cast import Site, inhabited_server, site_with_cast
from .support.patience import Watch
from .support.server import STOP_SECONDS
from .support.wire import Wire

PING_SECONDS = 25.0
PING_TOLERANCE = 5.0
SILENCE_SECONDS = 60.0


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


def test_sigterm_ends_the_server_in_time_and_says_good_bye(site: Site) -> None:
    wires = [Wire.open(site[username]) for username in ("ann", "bob")]

    site.server.ask_to_stop()
    codes = [wire.close_code(STOP_SECONDS) for wire in wires]
    seconds = site.server.wait_until_stopped()
    site.server.start()

    assert seconds <= STOP_SECONDS
    if site.server.kind == "serve":  # Daphne has no drain
        assert all("bye" in [frame.get("type") for frame in wire.pushed] for wire in wires)
        assert set(codes) <= {4412, 1012}


def test_what_was_acknowledged_while_the_server_stopped_is_stored(site: Site) -> None:
    chat = site.chat_of("ann", "bob")
    acknowledged: list[str] = []
    writing = threading.Thread(target=write_until_closed, args=(site, chat, acknowledged))
    writing.start()
    time.sleep(0.3)

    site.server.stop()
    writing.join(STOP_SECONDS)
    site.server.start()

    page = site["bob"].get(f"conversations/{chat}/messages", limit=100).json()
    stored = [row.get("client_id") for row in page["rows"]]
    assert acknowledged
    assert acknowledged[-50:] == [one for one in stored if one in acknowledged][-50:]


def write_until_closed(site: Site, chat: str, acknowledged: list[str]) -> None:
    try:
        with Wire.open(site["ann"]) as wire:
            while True:
                client_id = secrets.token_urlsafe(16)
                reply = wire.ask("message.send", stream=chat, client_id=client_id, body="still here")
                acknowledged += [client_id] if "ok" in reply else []
                time.sleep(0 if "ok" in reply else 0.1)
    except (ConnectionClosed, EOFError, OSError):
        return


def test_ids_epoch_and_sessions_outlive_a_restart(site: Site) -> None:
    with Wire.open(site["ann"]) as wire:
        before = wire.ready

    site.server.kill()
    site.server.start()

    with Wire.open(site["ann"]) as wire:
        after = wire.ready
    assert [after[name] for name in ("epoch", "user", "device", "heads")] == [
        before[name] for name in ("epoch", "user", "device", "heads")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["serve", "daphne"])
def test_ping_arrives_every_25_seconds_whatever_else_is_sent(watches: dict[str, Watch], kind: str) -> None:
    watch = watches[kind]
    watch.wait()

    for name in ("silent", "answering", "busy"):
        times = [0.0, *watch.pings[name]]
        pauses = [later - sooner for sooner, later in itertools.pairwise(times)]
        assert len(pauses) >= 2, (name, pauses)
        assert all(abs(pause - PING_SECONDS) <= PING_TOLERANCE for pause in pauses), (name, pauses)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["serve", "daphne"])
def test_a_socket_that_says_nothing_is_closed_4408_after_a_minute(watches: dict[str, Watch], kind: str) -> None:
    watch = watches[kind]
    watch.wait()

    code, seconds = watch.closed["silent"]
    assert code == 4408
    assert SILENCE_SECONDS <= seconds <= SILENCE_SECONDS + 2 * PING_TOLERANCE
    assert watch.closed.keys() == {"silent"}
