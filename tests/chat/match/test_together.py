"""Those who ask at the same moment are looked at together, and come out as if they had asked one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from chat.actions.seeking import Ask, seek
from chat.match.models import Seeker
from chat.models import Conversation
from happychat.auth import Caller
from happychat.commands.errors import CommandError
from happychat.commands.registry import commands
from happychat.ids import stream_pk
from happychat.threads import Job, answer
from tests.chat.match.meeting import match_of, met, search
from tests.chat.match.meeting import seek as one_by_one
from tests.rivals import ROUNDS, rivals
from tests.world import Told

Make = Callable[..., User]


def code_of(ask: Ask) -> str:
    return ask.answer.code if isinstance(ask.answer, CommandError) else "ok"


@pytest.mark.django_db
def test_those_who_ask_at_once_meet_one_after_the_other(make_person: Make, told: Told) -> None:
    people = [make_person(f"many{number}") for number in range(5)]
    asks = [Ask(user.pk, ["tea"]) for user in people]

    told(lambda: seek(asks))

    assert met(*people[:2])
    assert met(*people[2:4])
    assert search(people[4]) == {"state": "waiting"}
    assert [ask.answer["waiting"] for ask in asks if isinstance(ask.answer, dict)] == [1] * 5


@pytest.mark.django_db
def test_more_who_ask_cost_no_more_statements(make_person: Make) -> None:
    people = [make_person(f"many{number}") for number in range(24)]
    counts = []
    for some in (people[:4], people[4:]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            seek([Ask(user.pk) for user in some])
        counts.append(len(asked))

    assert counts[1] == counts[0]


@pytest.mark.django_db
def test_all_who_go_on_at_once_meet_another_and_hear_it_in_one_step(make_person: Make, told: Told) -> None:
    one, two, three, four = people = [make_person(f"many{number}") for number in range(4)]
    one_by_one(*people)
    first = {user.pk: match_of(user) for user in people}

    news = told(lambda: seek([Ask(user.pk, leaving=first[user.pk]) for user in people]))

    assert met(one, three)
    assert met(two, four)
    assert sorted(step.audience for step in news if step.audience.startswith("user.")) == sorted(
        f"user.{user.pk}" for user in people
    )
    for stream in set(first.values()):
        notices = Conversation.objects.get(pk=stream_pk(stream)).messages.values_list("data", flat=True)
        assert [data["notice"] for data in notices if data] == ["matched", "parted"]


@pytest.mark.django_db
def test_who_asks_twice_at_once_waits_once_with_the_last_wish(ann: User) -> None:
    asks = [Ask(ann.pk, ["tea"]), Ask(ann.pk, ["tea"]), Ask(ann.pk, ["chess"])]

    seek(asks)

    assert Seeker.objects.get().tags == ["chess"]
    assert [code_of(ask) for ask in asks] == ["ok"] * 3


@pytest.mark.django_db
def test_one_who_is_refused_changes_nothing_for_the_others(ann: User, bob: User, eve: User, make_person: Make) -> None:
    paused = make_person("paused")
    Seeker.objects.create(person=paused, paused_until=timezone.now() + timedelta(hours=1))
    one_by_one(ann, bob)
    asks = [Ask(paused.pk), Ask(eve.pk, leaving=match_of(ann)), Ask(ann.pk, leaving=match_of(ann))]

    seek(asks)

    assert [code_of(ask) for ask in asks] == ["forbidden", "not_found", "ok"]
    assert search(ann) == {"state": "waiting"}


@pytest.mark.django_db(transaction=True)
def test_what_is_said_in_a_batch_with_a_search_holds_up_nobody_who_leaves(
    ann: User, bob: User, eve: User, caplog: pytest.LogCaptureFixture
) -> None:
    def job(user: User, name: str, **given: object) -> Job:
        command = commands[name]
        assert command.together is not None
        args = command.arguments.model_validate(given)
        return Job(command.together, Caller(user.pk, "d", "s"), args, print, command.first)

    with rivals() as together:
        for number in range(ROUNDS):
            Seeker.objects.all().delete()
            one_by_one(ann, bob)
            stream = match_of(ann)
            said = job(ann, "message.send", stream=stream, client_id=f"{number}", body="hello")
            together.race(
                partial(answer, [said, job(eve, "match.start", tags=["tea"])], lambda jobs: {}),
                partial(answer, [job(bob, "match.next", stream=stream)], lambda jobs: {}),
            )

    assert "not committed" not in caplog.text
