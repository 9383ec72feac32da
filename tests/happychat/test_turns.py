"""SQLite's turns: write transactions of one process begin in the order they were asked for, and none is forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction

from happychat.models import Epoch
from happychat.sqlite import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has locks that queue"),
]


def thread(run: Callable[[], None]) -> threading.Thread:
    """Start a thread that closes its connection when it has ended."""

    def body() -> None:
        try:
            run()
        finally:
            connection.close()

    started = threading.Thread(target=body, daemon=True)
    started.start()
    return started


def waiting() -> int:
    return len(base._turns_of(str(connection.settings_dict["NAME"]))._waiting)


def until(told: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not told():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.001)


@contextmanager
def turn_held_by_another() -> Iterator[None]:
    begun, end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            begun.set()
            end.wait(10)

    holder = thread(hold)
    begun.wait(10)
    try:
        yield
    finally:
        end.set()
        holder.join(10)


def test_transactions_begin_in_the_order_they_were_asked_for() -> None:
    order: list[int] = []

    def write(number: int) -> None:
        with transaction.atomic():
            Epoch.objects.update_or_create(pk=1, defaults={"value": str(number)})
            order.append(number)

    with turn_held_by_another():
        threads = []
        for number in range(8):
            threads.append(thread(lambda number=number: write(number)))  # type: ignore[misc]
            until(lambda number=number: waiting() == number + 1)  # type: ignore[misc]
    for one in threads:
        one.join(10)

    assert order == list(range(8))
    assert Epoch.objects.get(pk=1).value == "7"


def test_everybody_gets_turns_beside_somebody_who_always_wants_one() -> None:
    end = threading.Event()
    turns = {"greedy": 0, "modest": 0}

    def greedy() -> None:
        while not end.is_set():
            with transaction.atomic():
                turns["greedy"] += 1

    def modest() -> None:
        for _ in range(20):
            with transaction.atomic():
                turns["modest"] += 1

    others = [thread(greedy) for _ in range(3)]
    one = thread(modest)
    one.join(10)
    end.set()
    for other in others:
        other.join(10)

    assert turns["modest"] == 20  # in ten seconds: with SQLite's own lock alone it would wait far longer
    assert turns["greedy"] > 0


def test_who_rolls_back_gives_the_turn_back() -> None:
    def fail() -> None:
        with transaction.atomic():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    done = threading.Event()

    def write() -> None:
        with transaction.atomic():
            done.set()

    thread(write).join(10)
    assert done.is_set()


def test_who_closes_the_connection_in_a_transaction_gives_the_turn_back() -> None:
    def vanish() -> None:
        transaction.atomic().__enter__()  # and never leaves it
        connection.close()

    thread(vanish).join(10)

    with transaction.atomic():
        pass
    assert waiting() == 0


def test_who_could_not_commit_gives_the_turn_back() -> None:
    def fail() -> None:
        with transaction.atomic():
            connection.cursor().execute(
                "INSERT INTO accounts_mailbox (user_id, version, profile_version) VALUES (123456789, 1, 1)"
            )

    with pytest.raises(Exception, match="FOREIGN KEY"):
        fail()
    assert not connection._has_turn  # type: ignore[attr-defined]


def test_transactions_inside_each_other_take_one_turn() -> None:
    with transaction.atomic(), transaction.atomic():
        assert connection._has_turn  # type: ignore[attr-defined]

    assert not connection._has_turn  # type: ignore[attr-defined]


def test_who_waits_too_long_hears_that_the_database_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TURN_TIMEOUT_S", 0.05)

    with turn_held_by_another(), pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass

    with transaction.atomic():  # and takes nobody's turn away
        assert waiting() == 0


def test_reading_takes_no_turn() -> None:
    with turn_held_by_another():
        assert Epoch.objects.filter(pk=1).count() <= 1
