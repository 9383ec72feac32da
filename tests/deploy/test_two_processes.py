"""Two processes of one site on PostgreSQL and Redis: people on either talk, and one may die."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.cast import Site, befriend, register
from tests.blackbox.support.frames import Frame
from tests.blackbox.support.server import Server
from tests.blackbox.support.talk import history
from tests.blackbox.support.wire import Wire

from .conftest import closed_door
from .doors import DOORS
from .people import Visitor, hear, say, socket_of
from .processes import Ground


class Pair:
    """Two processes, Ann's browser at the first and Bob's at the second."""

    def __init__(self, stack: ExitStack) -> None:
        self.ground = stack.enter_context(Ground())
        first = self.ground.process()
        first.manage("migrate", "--verbosity", "0")
        self.origin = first.origin
        second = self.ground.process(HAPPYCHAT_BASE_URL=self.origin)
        self.processes = [stack.enter_context(process) for process in (first, second)]
        self.site = Site(first)
        for username in ("ann", "bob"):
            register(self.site, username)
        self.chat = befriend(self.site, "ann", "bob")

    def at(self, number: int, username: str) -> Browser:
        """Return a person's browser at one of the processes."""
        return Browser(self.processes[number], cookies=self.site[username].cookies)

    def socket(self, number: int, username: str) -> Wire:
        """Open a person's socket to one of the processes."""
        return Wire.open(self.at(number, username), origin=self.origin)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """Two processes on empty ground, and two friends."""
    with ExitStack() as stack:
        yield Pair(stack)


def test_people_on_different_processes_talk(pair: Pair) -> None:
    with pair.socket(0, "ann") as ann, pair.socket(1, "bob") as bob:
        begun = time.monotonic()
        say(ann, pair.chat, "from the first")
        hear(bob, pair.chat, "from the first")
        say(bob, pair.chat, "from the second")
        hear(ann, pair.chat, "from the second")
        seconds = time.monotonic() - begun

    assert seconds < 1  # the sweeper alone would take 1.5 s


def test_both_processes_give_the_same_answers(pair: Pair) -> None:
    assert history(pair.at(0, "ann"), pair.chat) == history(pair.at(1, "ann"), pair.chat)


def test_a_device_signed_out_on_one_process_is_closed_by_the_other(pair: Pair) -> None:
    elsewhere = Browser(pair.processes[1])
    elsewhere.log_in("bob")

    with Wire.open(elsewhere, origin=pair.origin) as wire:
        pair.site["bob"].submit("/accounts/sessions/", others="1")

        assert wire.close_code(3) == 4401
    assert not elsewhere.is_inside


def test_when_a_process_is_killed_the_other_goes_on(pair: Pair) -> None:
    with pair.socket(0, "ann") as ann, pair.socket(1, "bob") as bob:
        sent = [say(ann, pair.chat, f"before {number}") for number in range(20)]
        pair.processes[0].kill()
        say(bob, pair.chat, "are you there?")
        assert is_broken(ann)
        with pair.socket(1, "ann") as again:
            say(again, pair.chat, "yes, here")
            hear(bob, pair.chat, "yes, here")
    pair.processes[0].start()

    stored = history(pair.at(0, "bob"), pair.chat)
    assert [seq_of(row) for row in stored] == list(range(1, len(stored) + 1))
    assert [row.get("body") for row in stored[-22:]] == [
        *(f"before {number}" for number in range(20)),
        "are you there?",
        "yes, here",
    ]
    assert [ok["seq"] for ok in sent] == [seq_of(row) for row in stored[-22:-2]]


def seq_of(row: Frame) -> int:
    """Return a message's number."""
    return int(str(row["key"]).removeprefix("message:"))


class Behind:
    """The two processes behind a door, in which both friends are signed in."""

    def __init__(self, stack: ExitStack, ground: Ground, kind: str) -> None:
        door = stack.enter_context(closed_door(kind))
        settings = {"HAPPYCHAT_BASE_URL": door.origin, "HAPPYCHAT_TRUSTED_PROXIES": "1"}
        self.processes = [stack.enter_context(ground.process(**settings)) for _ in range(2)]
        self.server = Server(before=ground.data)
        self.server.origin = door.origin
        door.open(*(process.port for process in self.processes))
        self.people = {username: Visitor(self.server) for username in ("ann", "bob")}
        for username, visitor in self.people.items():
            visitor.log_in(username)


@pytest.fixture(params=sorted(DOORS))
def behind(request: pytest.FixtureRequest, pair: Pair) -> Iterator[Behind]:
    """Give two more processes of the same site behind each door."""
    with ExitStack() as stack:
        yield Behind(stack, pair.ground, request.param)


def test_behind_a_door_one_process_may_die(pair: Pair, behind: Behind) -> None:
    ann, bob = behind.people.values()
    with socket_of(ann) as one, socket_of(bob) as other:
        say(one, pair.chat, "both alive")
        hear(other, pair.chat, "both alive")
        behind.processes[0].kill()
        answers = {ann.get("bootstrap").status_code for _ in range(30)}
        broken = [wire for wire in (one, other) if is_broken(wire)]

    assert answers == {200}
    assert len(broken) == 1, "each process should have had one of the two sockets"
    with socket_of(ann) as one, socket_of(bob) as other:
        say(one, pair.chat, "one alive")
        hear(other, pair.chat, "one alive")


def is_broken(wire: Wire) -> bool:
    """Tell whether a socket is dead: the proxy closes those of a process that is gone."""
    try:
        wire.command("sync", have={"me": 1})
    except ConnectionClosed:
        return True
    return False


def test_what_one_process_limits_the_other_knows(pair: Pair) -> None:
    # The last test here: from now on nobody logs in.
    tries = [Browser(pair.processes[number % 2]).log_in("ann", "wrong").text for number in range(12)]

    assert "Too many" in tries[-1]
