"""The writer: what waits is committed together, and one that fails takes nobody along."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import Contact, User
from chat.models import Attachment
from happychat.commands.errors import Busy, Forbidden, Internal
from happychat.commands.execute import execute, writer
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal, Step
from happychat.threads import Job, Readers, each_alone, readers
from tests.at_once import answers_at_once, job
from tests.conftest import caller

pytestmark = pytest.mark.django_db(transaction=True)


def keep(owner: User, name: str) -> Any:
    """Return what stores an attachment of that name and answers it; the name is unique."""

    def run(*_: Any) -> str:
        Attachment.objects.create(pk=name, owner=owner, kind="picture", name=name, type="image/webp", size=1)
        announce(Signal(name, b""))
        return name

    return run


def alone(run: Any) -> Job:
    return Job(each_alone(run), None, None, lambda reply: None)


def kept() -> set[str]:
    return set(Attachment.objects.values_list("pk", flat=True))


def heard(announced: list[Step | Signal]) -> list[str]:
    return [item.audience for item in announced]


def test_what_waits_is_one_transaction(ann: User) -> None:
    seen: list[bool] = []

    def see(*_: Any) -> None:
        seen.append(connection.in_atomic_block)
        seen.append(Attachment.objects.filter(pk="first").exists())

    answers = answers_at_once(alone(keep(ann, "first")), job(see))

    assert answers[0] == "first"
    assert seen == [True, True]


def test_a_refused_command_leaves_the_others(ann: User, announced: list[Step | Signal]) -> None:
    def refuse(*_: Any) -> None:
        keep(ann, "undone")()
        raise Forbidden("role")

    answers = answers_at_once(alone(keep(ann, "one")), alone(refuse), alone(keep(ann, "two")))

    assert [answers[0], type(answers[1]), answers[2]] == ["one", Forbidden, "two"]
    assert kept() == {"one", "two"}
    assert heard(announced) == ["one", "two"]


def test_a_fault_in_a_command_is_internal_and_leaves_the_others(ann: User) -> None:
    def fail(*_: Any) -> None:
        keep(ann, "undone")()
        raise ZeroDivisionError

    answers = answers_at_once(alone(fail), alone(keep(ann, "one")))

    assert isinstance(answers[0], Internal)
    assert kept() == {"one"}


def test_a_collision_is_tried_again_alone_and_the_others_are_told(ann: User, announced: list[Step | Signal]) -> None:
    answers = answers_at_once(alone(keep(ann, "one")), alone(keep(ann, "one")), alone(keep(ann, "two")))

    assert [answers[0], type(answers[1]), answers[2]] == ["one", Busy, "two"]
    assert kept() == {"one", "two"}
    assert heard(announced) == ["one", "two"]


def test_a_commit_that_fails_is_busy_for_the_one_at_fault_only(ann: User, announced: list[Step | Signal]) -> None:
    def nobody(*_: Any) -> None:  # both databases look at foreign keys when they commit
        Contact.objects.create(owner_id=ann.pk, person_id=10**9, at=timezone.now())
        announce(Signal("nobody", b""))

    answers = answers_at_once(alone(keep(ann, "one")), alone(nobody))

    assert [answers[0], type(answers[1])] == ["one", Busy]
    assert heard(announced) == ["one"]
    assert not Contact.objects.exists()


def test_the_writer_outlives_whatever_a_command_does(ann: User) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    broken = answers_at_once(job(fail), alone(keep(ann, "one")))
    after = answers_at_once(alone(keep(ann, "two")))

    assert [type(broken[0]), broken[1], *after] == [Internal, "one", "two"]


def test_the_writer_outlives_a_loop_that_has_gone(ann: User) -> None:
    done, go = threading.Event(), threading.Event()

    async def leave() -> None:
        writer.submit(job(lambda: go.wait(10)))
        writer.submit(job(done.set))

    asyncio.run(leave())
    go.set()

    assert done.wait(10)
    assert answers_at_once(alone(keep(ann, "one"))) == ["one"]


def test_one_who_cannot_take_a_reply_keeps_it_from_nobody(ann: User) -> None:
    async def two() -> str:
        waiting = asyncio.get_running_loop().create_future()

        def fall(reply: Any) -> None:
            raise ZeroDivisionError

        writer.submit(Job(each_alone(keep(ann, "one")), None, None, fall))
        writer.submit(Job(each_alone(keep(ann, "two")), None, None, waiting.set_result))
        return str(await asyncio.wait_for(waiting, 10))

    assert asyncio.run(two()) == "two"


@pytest.mark.parametrize("way", ["command", "question"])
def test_nobody_waits_for_another_thread_inside_a_transaction(ann: User, way: str) -> None:
    # It may hold what the other waits for: that would be waiting for oneself.
    who = caller(ann)

    async def wait() -> None:
        if way == "command":
            await execute(who, b'{"command":"profile.update","bio":"Hills"}')
        else:
            await readers.run(User.objects.count)

    with transaction.atomic():
        connection.ensure_connection()
        with pytest.raises(transaction.TransactionManagementError):
            asyncio.run(wait())
    asyncio.run(wait())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite's readers are held to it by the connection")
def test_a_reader_cannot_write(ann: User) -> None:
    async def write() -> None:
        await readers.run(keep(ann, "one"))

    with pytest.raises(Exception, match="readonly"):
        asyncio.run(write())
    assert not kept()


def test_a_reader_hands_over_what_was_raised() -> None:
    def fail() -> None:
        raise Forbidden("role")

    with pytest.raises(Forbidden):
        asyncio.run(readers.run(fail))


def test_a_reader_asks_again_where_the_connection_was_lost() -> None:
    connections: list[Any] = []

    def lost_once() -> int:
        connection.ensure_connection()
        connections.append(connection.connection)
        if len(connections) == 1:
            raise OperationalError("the server closed the connection")
        return User.objects.count()

    assert asyncio.run(readers.run(lost_once)) == 0
    assert connections[0] is not connections[1]


def test_questions_that_wait_are_asked_together() -> None:
    asked: list[list[int]] = []
    begun, go = threading.Event(), threading.Event()

    def squares(numbers: list[int]) -> dict[int, int]:
        asked.append(list(numbers))
        return {number: number**2 for number in numbers if number < 9}

    def hold() -> None:
        begun.set()
        go.wait(10)

    async def ask() -> list[int | None]:
        one = Readers(size=1)
        held = asyncio.ensure_future(one.run(hold))
        while not begun.is_set():
            await asyncio.sleep(0.001)
        waiting = [asyncio.ensure_future(one.together(squares, number)) for number in (2, 3, 9)]
        await asyncio.sleep(0)
        go.set()
        await held
        return [*await asyncio.gather(*waiting), await one.together(squares, 4)]

    assert asyncio.run(ask()) == [4, 9, None, 16]
    assert asked == [[2, 3, 9], [4]]


def test_who_comes_while_others_are_asked_about_is_asked_about_with_all_who_come_meanwhile() -> None:
    asked: list[list[int]] = []
    begun, go = threading.Event(), threading.Event()

    def squares(numbers: list[int]) -> dict[int, int]:
        asked.append(list(numbers))
        begun.set()
        go.wait(10)
        return {number: number**2 for number in numbers}

    async def ask() -> list[int | None]:
        one = Readers(size=2)
        first = asyncio.ensure_future(one.together(squares, 2))
        while not begun.is_set():
            await asyncio.sleep(0.001)
        others = [asyncio.ensure_future(one.together(squares, number)) for number in (3, 4)]
        await asyncio.sleep(0.01)
        go.set()
        return await asyncio.gather(first, *others)

    assert asyncio.run(ask()) == [4, 9, 16]
    assert asked == [[2], [3, 4]]


def test_what_was_asked_together_is_asked_again_where_the_connection_was_lost() -> None:
    asked: list[list[int]] = []

    def lost_once(numbers: list[int]) -> dict[int, int]:
        asked.append(list(numbers))
        if len(asked) == 1:
            raise OperationalError("the server closed the connection")
        return {number: number**2 for number in numbers}

    async def ask() -> list[int | None]:
        return await asyncio.gather(*(readers.together(lost_once, number) for number in (2, 3)))

    assert asyncio.run(ask()) == [4, 9]
    assert asked == [[2, 3], [2, 3]]


def test_a_fault_reaches_all_who_asked_together_and_nobody_after() -> None:
    faults = [True]

    def fails_once(numbers: list[int]) -> dict[int, int]:
        if faults.pop() if faults else False:
            raise Forbidden("role")
        return {number: number**2 for number in numbers}

    async def ask() -> list[Any]:
        both = await asyncio.gather(*(readers.together(fails_once, n) for n in (2, 3)), return_exceptions=True)
        return [*both, await readers.together(fails_once, 4)]

    first, second, third = asyncio.run(ask())
    assert isinstance(first, Forbidden)
    assert isinstance(second, Forbidden)
    assert third == 16
