"""A language model behind the robot: it streams, it is stopped, and whatever it does somebody gets an answer."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson
import pytest
from django.conf import settings

from accounts.models import User
from chat.robot import model, streaming
from chat.robot.models import Errand
from chat.robot.writing import written
from chat.wordings.models import Wording
from happychat.commands import rates
from happychat.commands.execute import execute
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.chat.reading import befriend
from tests.chat.robot.conftest import answering, play, said, say, until
from tests.chat.robot.model_server import ModelServer, model_server
from tests.conftest import caller, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with model_server() as server:
        env = settings.ENV.model_copy(update={"llm_url": server.url, "llm_key": "k", "llm_model": "m"})
        monkeypatch.setattr(settings, "ENV", env)
        monkeypatch.setattr(model, "SILENCE_S", 1.0)
        yield server


def ask(ann: User, happy: User, chat: str, body: str = "2+2") -> str:
    """Ask, wait until all is said, and return the answer."""

    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", body)
            await until(lambda: said(chat, happy) and not Errand.objects.exists())

    play(scene, ann)
    (answer,) = said(chat, happy)
    assert not (answer.data or {}).get("open")
    return answer.body


def test_it_grows_until_it_is_whole(
    ann: User, happy: User, chat: str, server: ModelServer, announced: list[Step | Signal]
) -> None:
    assert ask(ann, happy, chat) == "The moon is far."

    rows = [row for step in announced if isinstance(step, Step) for row in step.rows if row["key"] == "message:2"]
    assert rows[0]["open"] is True
    assert "open" not in rows[-1]
    assert [row.get("revision", 0) for row in rows] == list(range(len(rows)))
    assert all(later["body"].startswith(row["body"]) for row, later in itertools.pairwise(rows))
    assert not Wording.objects.exists()
    (asked,) = server.asked
    assert (asked["model"], asked["stream"], asked["messages"][-1]) == ("m", True, {"role": "user", "content": "2+2"})
    assert server.keys == ["Bearer k"]


@pytest.mark.parametrize(
    ("manner", "answer"),
    [
        ("malformed", "The moon is far."),
        ("500", "2+2 = 4"),
        ("nonsense", "2+2 = 4"),
        ("garbled", "2+2 = 4"),
        ("refusing", "2+2 = 4"),
        ("halves", "The moon 🌕 is far.\ufffd"),
        ("silent", "2+2 = 4"),
        ("one_line", "2+2 = 4"),
        ("broken", "The moon …"),
    ],
)
def test_whatever_it_does_somebody_gets_an_answer(
    ann: User, happy: User, chat: str, server: ModelServer, manner: str, answer: str
) -> None:
    server.manner = manner

    assert ask(ann, happy, chat) == answer


def test_a_flood_is_cut(ann: User, happy: User, chat: str, server: ModelServer) -> None:
    server.manner = "endless"

    assert len(ask(ann, happy, chat)) == model.MOST_TEXT
    assert server.hung_up.wait(10)


@pytest.mark.parametrize(("manner", "answer"), [("waiting", r"The moon\.* …"), ("dripping", r"2\+2 = 4")])
def test_it_may_not_take_for_ever(
    ann: User, happy: User, chat: str, server: ModelServer, monkeypatch: pytest.MonkeyPatch, manner: str, answer: str
) -> None:
    monkeypatch.setattr(streaming, "LONGEST_S", 2.0)
    server.manner = manner

    assert re.fullmatch(answer, ask(ann, happy, chat))
    assert server.hung_up.wait(20)


def test_a_server_that_is_not_there_is_no_matter(ann: User, happy: User, chat: str, server: ModelServer) -> None:
    server.server_close()

    assert ask(ann, happy, chat) == "2+2 = 4"


def test_who_asked_stops_it(ann: User, bob: User, happy: User, chat: str, server: ModelServer) -> None:
    server.manner = "waiting"

    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", "2+2")
            (growing,) = await until(lambda: said(chat, happy))
            stop = {"command": "message.close", "stream": chat, "seq": growing.seq}
            assert "ok" in await execute(person, orjson.dumps(stop))
            await until(lambda: not Errand.objects.exists())
            await asyncio.to_thread(server.hung_up.wait, 10)
            assert "ok" in await execute(person, orjson.dumps(stop)), "twice"

    play(scene, ann)

    (answer,) = said(chat, happy)
    assert answer.body.startswith("The moon")
    assert answer.data is not None
    assert (answer.data["stopped"], "open" in answer.data) == (True, False)
    assert server.hung_up.is_set()


def test_in_a_group_who_asked_stops_it_and_admins(
    ann: User, bob: User, lin: User, happy: User, server: ModelServer
) -> None:
    server.manner = "waiting"
    for person in (bob, lin):
        befriend(ann, person)
    members = [user_name(person.pk) for person in (bob, lin, happy)]
    stream = run(ann, "group.create", client_id="g", name="Hills", members=members)["ok"]["stream"]
    stopping = [(caller(lin), False), (caller(ann), True), (caller(bob), True)]

    async def scene(person: Any) -> None:
        async with answering():
            for number, (who, may) in enumerate(stopping):
                await say(person, stream, str(number), "@Happy 2+2", mentions=[user_name(happy.pk)])
                growing = await until(partial(newest_open, stream, happy))
                stop = orjson.dumps({"command": "message.close", "stream": stream, "seq": growing.seq})
                reply = await execute(who, stop)
                assert ("ok" in reply) is may, (who, reply)
                if not may:
                    assert reply["error"]["reason"] == "role"
                    await execute(person, stop)
                await until(lambda: not Errand.objects.exists())

    play(scene, bob)


def newest_open(stream: str, happy: User) -> Any:
    """Return the answer that grows."""
    return next((answer for answer in said(stream, happy) if (answer.data or {}).get("open")), None)


def test_edits_are_at_most_four_a_second(
    ann: User, happy: User, chat: str, server: ModelServer, announced: list[Step | Signal]
) -> None:
    server.manner = "waiting"

    async def scene(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", "2+2")
            await until(lambda: said(chat, happy))
            await asyncio.sleep(2)
            server.go_on.set()
            await until(lambda: not Errand.objects.exists())

    play(scene, ann)

    rows = [row for step in announced if isinstance(step, Step) for row in step.rows if row["key"] == "message:2"]
    assert 3 <= len(rows) <= 14


def test_who_has_asked_enough_is_answered_by_the_rules(ann: User, happy: User, chat: str, server: ModelServer) -> None:
    rates.take(ann.pk, "model", count=20)

    assert ask(ann, happy, chat) == "2+2 = 4"
    assert not server.asked


def test_an_answer_that_a_crash_broke_off_is_said_anew(ann: User, happy: User, chat: str, server: ModelServer) -> None:
    server.manner = "waiting"

    async def broken_off(person: Any) -> None:
        async with answering():
            await say(person, chat, "a", "2+2")
            await until(lambda: said(chat, happy))
        await written(lambda: None)  # so is what it was writing when it ended

    async def again(person: Any) -> None:
        async with answering():
            await until(lambda: not Errand.objects.exists())

    play(broken_off, ann)
    assert (said(chat, happy)[0].data or {})["open"] is True
    server.manner = "well"
    from django.utils import timezone

    Errand.objects.update(due_at=timezone.now())
    play(again, ann)

    (answer,) = said(chat, happy)
    assert answer.body == "The moon is far."
    assert "open" not in (answer.data or {})


def test_the_model_is_told_the_end_of_the_talk_only() -> None:
    talk = [{"role": "user", "content": str(number) * 1000} for number in range(9)] + [{"role": "user", "content": "x"}]

    told = model.context("Hills", talk)

    assert told[0]["role"] == "system"
    assert "Hills" in told[0]["content"]
    assert told[-1]["content"] == "x"
    assert sum(len(one["content"]) for one in told[1:]) <= model.MOST_CONTEXT
