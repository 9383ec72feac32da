"""The robot in conversations: one answer to each question, whoever answers and whatever breaks."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.actions.sending import Send, send_messages
from chat.robot import errands
from chat.robot.errands import Task
from chat.robot.models import Errand
from chat.robot.writing import written
from happychat.ids import stream_pk, user_name
from tests.chat.robot.conftest import answering, play, said, say, until
from tests.conftest import run

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def taken() -> list[Task]:
    return errands.take()


def test_the_robot_answers_who_writes_to_it(ann: User, happy: User, chat: str) -> None:
    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", "2+2")
            await until(lambda: said(chat, happy))

    play(scene, ann)

    (answer,) = said(chat, happy)
    assert (answer.body, answer.reply_to) == ("2+2 = 4", None)
    assert not Errand.objects.exists()


def test_it_remembers_the_talk(ann: User, happy: User, chat: str) -> None:
    async def scene(person: Any) -> None:
        async with answering():
            for number, body in enumerate(("My name is Ann", "what is my name?")):
                await say(person, chat, str(number), body)
                await until(partial(has_said, chat, happy, number + 1))

    play(scene, ann)

    assert said(chat, happy)[-1].body == "You are Ann."


@pytest.mark.parametrize("where", ["group", "lobby"])
def test_among_others_it_answers_only_who_calls_it(ann: User, happy: User, where: str) -> None:
    members = [user_name(happy.pk)]
    into = {
        "group": ("group.create", {"client_id": "g", "name": "Hills", "members": members}),
        "lobby": ("lobby.enter", {}),
    }
    command, arguments = into[where]
    stream = run(ann, command, **arguments)["ok"]["stream"]

    async def scene(person: Any) -> None:
        async with answering():
            await say(person, stream, "a", "2+2")
            called = await say(person, stream, "b", "@Happy 3*3", mentions=[user_name(happy.pk)])
            (answer,) = await until(lambda: said(stream, happy))
            assert (answer.body, answer.reply_to) == ("3*3 = 9", called["ok"]["seq"])
            await say(person, stream, "c", "4*4", reply_to=answer.seq)
            await until(lambda: len(said(stream, happy)) == 2)

    play(scene, ann)

    assert [answer.body for answer in said(stream, happy)] == ["3*3 = 9", "4*4 = 16"]


def test_of_two_processes_one_answers(ann: User, happy: User, chat: str) -> None:
    async def scene(person: Any) -> None:
        async with answering(), answering():
            for number in range(10):
                await say(person, chat, str(number), f"{number}+1")
            await until(lambda: not Errand.objects.exists())

    play(scene, ann)

    assert [answer.body for answer in said(chat, happy)] == [f"{n}+1 = {n + 1}" for n in range(10)]


def test_what_was_asked_before_a_restart_is_answered_once(ann: User, happy: User, chat: str) -> None:
    async def asked(person: Any) -> None:
        async with answering() as process:
            await process.stop()
            from chat.robot import listening

            listening.robot = happy.pk  # it was heard, and then the process died
            await say(person, chat, "a", "2+2")
            listening.robot = None

    async def again(person: Any) -> None:
        async with answering():
            await until(lambda: not Errand.objects.exists())

    play(asked, ann)
    (task,) = taken()
    thought = errands.think(happy.pk, task)
    assert thought is not None
    assert taken() == [], "it is taken"
    Errand.objects.update(due_at=timezone.now() - timedelta(seconds=1))  # the lease is over
    play(again, ann)
    asyncio.run(said_again(happy, task, thought))

    assert [answer.body for answer in said(chat, happy)] == ["2+2 = 4"]


def has_said(stream: str, by: User, count: int) -> bool:
    """Tell whether somebody has said so many things."""
    return len(said(stream, by)) >= count


async def said_again(happy: User, task: Any, thought: Any) -> None:
    """Say an answer late, by a process that was thought dead."""
    await written(lambda: errands.say(happy.pk, task, thought))


def test_a_reminder_comes_at_its_time(ann: User, happy: User, chat: str) -> None:
    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", "remind me in 20 minutes to call Lin")
            await until(lambda: said(chat, happy))
            errand = await until(Errand.objects.first)
            assert timedelta(minutes=19) < errand.due_at - timezone.now() <= timedelta(minutes=20)
            await written(lambda: Errand.objects.update(due_at=timezone.now()))
            await until(lambda: len(said(chat, happy)) == 2)

    play(scene, ann)

    assert said(chat, happy)[-1].body == "⏰ call Lin"
    assert not Errand.objects.exists()


def test_at_nine_is_nine_where_the_asker_is(ann: User, happy: User, chat: str) -> None:
    assert run(ann, "profile.update", preferences={"zone": "Asia/Nowhere"})["error"]["code"] == "bad"
    run(ann, "profile.update", preferences={"zone": "Asia/Shanghai"})

    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", "remind me at 9 to call Lin")
            await until(Errand.objects.filter(body="⏰ call Lin").exists)

    play(scene, ann)

    assert Errand.objects.get().due_at.astimezone(UTC).hour == 1
    assert "09:00 (Asia/Shanghai)" in said(chat, happy)[-1].body


def test_who_floods_the_robot_is_not_answered_without_end(ann: User, happy: User, chat: str) -> None:
    async def scene(person: Any) -> None:
        async with answering() as process:
            process._look = lambda: asyncio.sleep(0)  # type: ignore[method-assign]  # it is slow today
            await asyncio.gather(*(say(person, chat, str(n), f"{n}+1") for n in range(60)))

    play(scene, ann)

    assert 15 <= Errand.objects.count() <= 60
    assert Errand.objects.filter(conversation=stream_pk(chat)).count() <= 20


def test_what_was_taken_back_is_not_answered(ann: User, happy: User, chat: str) -> None:
    async def scene(person: Any) -> None:
        async with answering() as process:
            await process.stop()

    play(scene, ann)
    seq = run(ann, "message.send", stream=chat, client_id="a", body="2+2")["ok"]["seq"]
    Errand.objects.create(
        client_id="robot-x", conversation_id=stream_pk(chat), seq=seq, asker=ann, due_at=timezone.now()
    )
    run(ann, "message.recall", stream=chat, seq=seq)
    (task,) = taken()

    assert errands.think(happy.pk, task) is None


@pytest.mark.parametrize(("question", "regret"), [("2+2 please", "Sorry, something"), ("算一下2+2", "抱歉，我这里")])
def test_what_raises_is_tried_three_times_and_then_regretted(
    ann: User, happy: User, chat: str, monkeypatch: pytest.MonkeyPatch, question: str, regret: str
) -> None:
    tries = broken(monkeypatch, "think")

    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", question)
            await until(lambda: said(chat, happy))

    play(scene, ann)

    (answer,) = said(chat, happy)
    assert answer.body.startswith(regret)
    assert len(tries) == errands.MOST_TRIES == 3
    assert not Errand.objects.exists()


@pytest.mark.parametrize("begun", [False, True])
def test_tries_are_counted_over_restarts(
    ann: User, happy: User, chat: str, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    tries = broken(monkeypatch, "think")
    seq = run(ann, "message.send", stream=chat, client_id="a", body="2+2")["ok"]["seq"]
    where: dict[str, Any] = {"conversation_id": stream_pk(chat), "seq": seq}
    Errand.objects.create(client_id="robot-x", asker=ann, due_at=timezone.now(), tries=errands.MOST_TRIES, **where)
    if begun:
        with transaction.atomic():
            send_messages([Send(happy.pk, chat, "robot-x", "text", "The moon", data={"open": True})])

    async def scene(person: Any) -> None:
        async with answering():
            await until(lambda: not Errand.objects.exists())

    play(scene, ann)

    (answer,) = said(chat, happy)
    assert answer.body.startswith("The moon …" if begun else "Sorry, something")
    assert "open" not in (answer.data or {})
    assert not tries


def test_what_cannot_even_be_regretted_is_let_be(
    ann: User, happy: User, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = broken(monkeypatch, "say")

    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", "2+2")
            await until(lambda: tries and not Errand.objects.exists())

    play(scene, ann)

    assert len(tries) == errands.MOST_TRIES + 1
    assert not said(chat, happy)


def broken(monkeypatch: pytest.MonkeyPatch, name: str) -> list[Task]:
    """Let a part of answering fail at once and always; return the errands it was asked for."""
    asked: list[Task] = []

    def fails(_: int, task: Task, *__: Any) -> None:
        asked.append(task)
        raise RuntimeError(name)

    monkeypatch.setattr(errands, name, fails)
    monkeypatch.setattr(errands, "AGAIN", timedelta(0))
    return asked
