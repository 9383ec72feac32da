"""Who may write to somebody who is no friend: three messages, then the other answers first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.people import allows, search
from chat.actions import direct
from chat.actions.sending import send_messages
from happychat.commands.errors import CommandError
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.chat.replica import Replica
from tests.conftest import run
from tests.talking import group_of, say, send_of

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


@pytest.fixture
def open_ann(ann: User) -> User:
    """Ann, who lets everybody write to her."""
    ann.preferences = {"message": "everyone"}
    ann.save()
    return ann


@pytest.fixture
def stream(open_ann: User, bob: User) -> str:
    """Return the talk Bob opened with Ann."""
    opened: str = direct.open_direct(bob.pk, user_name(open_ann.pk))["stream"]
    return opened


def answers(*sends: Any) -> list[Any]:
    """Send in one batch and return `ok` or each refusal's reason."""
    with transaction.atomic():
        send_messages(list(sends))
    return [s.answer.as_error().get("reason") if isinstance(s.answer, CommandError) else "ok" for s in sends]


def info(user: User, stream: str) -> dict[str, Any]:
    return Replica(user.pk).begin().rows[stream]["info"]


def test_the_first_message_asks(ann: User, bob: User, stream: str, told: Told) -> None:
    news = told(say, bob, stream, "hello")

    (step, *mailboxes) = [item for item in news if isinstance(item, Step)]
    assert [row["key"] for row in step.rows] == ["info", "message:1"]
    assert step.rows[0]["asking"] == user_name(bob.pk)
    assert step.rows[0]["version"] == step.rows[1]["version"] == step.version
    assert sorted(item.audience for item in mailboxes) == [f"user.{ann.pk}", f"user.{bob.pk}"]


@pytest.mark.parametrize("at_once", [False, True])
def test_three_messages_without_an_answer_and_no_more(bob: User, stream: str, at_once: bool) -> None:
    sends = [send_of(bob, stream) for _ in range(4)]

    heard = answers(*sends) if at_once else [answers(send)[0] for send in sends]

    assert heard == ["ok", "ok", "ok", "waiting"]


@pytest.mark.parametrize("at_once", [False, True])
def test_an_answer_opens_the_talk(ann: User, bob: User, stream: str, at_once: bool) -> None:
    sends = [*(send_of(bob, stream) for _ in range(3)), send_of(ann, stream), *(send_of(bob, stream) for _ in range(3))]

    heard = answers(*sends) if at_once else [answers(send)[0] for send in sends]

    assert heard == ["ok"] * 7
    assert "asking" not in info(ann, stream)


def test_becoming_friends_opens_the_talk(ann: User, bob: User, stream: str) -> None:
    say(bob, stream, "one", "two", "three")

    direct.request_contact(bob.pk, user_name(ann.pk))
    direct.accept_contact(ann.pk, user_name(bob.pk))

    assert answers(send_of(bob, stream)) == ["ok"]
    assert "asking" not in info(bob, stream)


def test_who_takes_no_messages_is_not_written_to(ann: User, bob: User, eve: User, stream: str) -> None:
    ann.preferences = {"message": "nobody"}
    ann.save()

    assert answers(send_of(bob, stream)) == ["not_friends"]
    with pytest.raises(CommandError) as refused:
        direct.open_direct(eve.pk, user_name(ann.pk))
    assert refused.value.as_error()["reason"] == "not_friends"


def test_friends_ask_nothing(ann: User, bob: User, talk: str) -> None:
    assert answers(*(send_of(bob, talk) for _ in range(5))) == ["ok"] * 5
    assert "asking" not in info(ann, talk)


def test_shared_means_a_common_friend_or_group(ann: User, bob: User, eve: User, make_person: Any) -> None:
    chen = make_person("chen")
    for one, other in ((ann, bob), (bob, eve)):
        direct.request_contact(one.pk, user_name(other.pk))
        direct.accept_contact(other.pk, user_name(one.pk))
    group_of(ann, chen)

    assert allows(ann, "message", eve.pk)
    assert allows(ann, "message", chen.pk)
    assert allows(ann, "message", bob.pk)
    assert not allows(ann, "message", make_person("mo").pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("find", "found"), [("everyone", True), ("shared", False), ("nobody", False)])
def test_who_does_not_want_to_be_found_by_strangers_is_not(ann: User, bob: User, find: str, found: bool) -> None:
    ann.preferences = {"find": find, "message": "everyone"}
    ann.save()

    assert (ann in search(bob.pk, "ann")) is found
    opened = run(bob, "conversation.open", user=user_name(ann.pk))
    assert opened.get("error", {"code": ""})["code"] == ("" if found else "not_found")
