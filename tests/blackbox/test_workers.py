"""Several processes on one port and one SQLite file: they talk, one may die, and they end together."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress

import pytest

from .support.cast import Site, inhabited_server, site_with_cast
from .support.server import COMMANDS, STOP_SECONDS, Server
from .support.talk import history
from .support.wire import Wire

WORKERS = 2
SOCKETS = 12
SETTLED_S = 5.0  # until it is written who is where
TRIES = 6
PATIENCE_S = 30.0

COMMANDS["workers"] = (*COMMANDS["serve"], "--workers", str(WORKERS))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The cast on two processes without Redis."""
    with inhabited_server("workers", HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)


def workers(supervisor: int) -> set[int]:
    """Return the processes a process has begun."""
    found = subprocess.run(["pgrep", "-P", str(supervisor)], capture_output=True, text=True, check=False)
    return {int(pid) for pid in found.stdout.split()}


def until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Wait for something to become so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def supervisor_of(server: Server) -> int:
    assert server.process is not None
    return server.process.pid


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_people_on_different_workers_hear_each_other_once(site: Site) -> None:
    chat = site.chat_of("ann", "bob")
    with ExitStack() as stack:
        hearing = sockets_at_all_workers(site, stack)
        writing = stack.enter_context(Wire.open(site["ann"]))
        bodies = [f"{number} 你好" for number in range(5)]
        for body in bodies:
            writing.command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body=body)
        heard = [messages_heard(wire, chat, until_body=bodies[-1]) for wire in hearing]

    assert heard == [bodies] * SOCKETS
    assert [row.get("body") for row in history(site["bob"], chat)][-5:] == bodies


def sockets_at_all_workers(site: Site, stack: ExitStack) -> list[Wire]:
    """Open sockets of Bob's; again, where one worker took them all."""
    for _ in range(TRIES):
        with ExitStack() as opened:
            found = [opened.enter_context(Wire.open(site["bob"])) for _ in range(SOCKETS)]
            with suppress(AssertionError):
                until(lambda: processes_with(site, "bob") == WORKERS, "all sockets are at one worker", SETTLED_S)
                stack.enter_context(opened.pop_all())
                return found
        until(lambda: processes_with(site, "bob") == 0, "who went is still there")
    raise AssertionError("one worker takes all sockets")


def messages_heard(wire: Wire, chat: str, *, until_body: str) -> list[str]:
    """Read on until a message comes; return all that came."""
    bodies: list[str] = []
    while until_body not in bodies:
        frame = wire.receive_until(lambda frame: frame.get("stream") == chat and "rows" in frame)
        bodies += [str(row["body"]) for row in frame["rows"] if row["key"].startswith("message:")]
    return bodies


def processes_with(site: Site, username: str) -> int:
    """Return how many processes say that somebody is connected to them."""
    question = "SELECT count(DISTINCT process_id) FROM chat_presence WHERE user_id = ?"
    with closing(site.server.database()) as database:
        (count,) = database.execute(question, [int(site.ids[username][1:])]).fetchone()
    return int(count)


def test_a_worker_that_dies_is_missed_by_nobody_for_long(site: Site) -> None:
    supervisor = supervisor_of(site.server)
    before = workers(supervisor)
    fallen = min(before)

    os.kill(fallen, signal.SIGKILL)
    until(lambda: fallen not in workers(supervisor), "the dead one is still there")
    answers = [site["ann"].get("bootstrap").status_code for _ in range(20)]
    until(lambda: len(workers(supervisor)) == WORKERS, "it is not started again")

    assert len(before) == WORKERS
    assert answers == [200] * 20


def test_all_end_together_and_in_order(site: Site) -> None:
    process, all_of_them = site.server.process, workers(supervisor_of(site.server))
    assert process is not None
    with Wire.open(site["ann"]) as wire:
        site.server.ask_to_stop()
        code = wire.close_code(STOP_SECONDS)
        seconds = site.server.wait_until_stopped()
    site.server.start()

    assert [frame["type"] for frame in wire.pushed if frame["type"] == "bye"] == ["bye"]
    assert code == 4412
    assert seconds <= STOP_SECONDS
    assert process.returncode == 0
    assert not [pid for pid in all_of_them if is_running(pid)]


def test_when_the_supervisor_is_killed_its_workers_go_too(site: Site) -> None:
    all_of_them = workers(supervisor_of(site.server))

    os.kill(supervisor_of(site.server), signal.SIGKILL)

    assert len(all_of_them) == WORKERS
    until(lambda: not [pid for pid in all_of_them if is_running(pid)], "a worker stayed")
