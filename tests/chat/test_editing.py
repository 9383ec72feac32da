"""Saying a message in other words: its author, for a day; everybody can read what it said before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts
from chat.actions.editing import edit
from chat.actions.recalling import recall
from chat.models import Membership, Message
from happychat.commands.errors import Conflict, Forbidden, Gone, NotFound
from happychat.ids import stream_pk, user_name
from happychat.streams.catching_up import sync
from happychat.streams.steps import Signal, Step
from tests.conftest import signed_in
from tests.groups.groups import hills, refusal
from tests.talking import say

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


def row(user: User, stream: str, seq: int) -> dict[str, Any]:
    rows = sync(user.pk, {stream: 0}, 500)["streams"][0]["rows"]
    found: dict[str, Any] = next((one for one in rows if one["key"] == f"message:{seq}"), {})
    return found


def versions(user: User, stream: str, seq: int | str) -> Any:
    answer = signed_in(user).get(f"/api/v1/conversations/{stream}/messages/{seq}/versions")
    return answer.json().get("versions", answer.status_code)


def test_all_see_the_new_words_and_that_they_are_new(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "Tuesday")

    (step,) = told(edit, ann.pk, talk, 2, 0, "Wednesday")

    assert isinstance(step, Step)
    assert [one["key"] for one in step.rows] == ["message:2"]
    seen = row(bob, talk, 2)
    assert (seen["body"], seen["revision"], "edited_at" in seen) == ("Wednesday", 1, True)


@pytest.mark.django_db(transaction=True)
def test_what_it_said_before_can_be_read(ann: User, bob: User, eve: User, talk: str) -> None:
    say(ann, talk, "one")
    edit(ann.pk, talk, 2, 0, "two")
    edit(ann.pk, talk, 2, 1, "three")

    found = versions(bob, talk, 2)
    assert [(one["revision"], one["body"]) for one in found] == [(0, "one"), (1, "two"), (2, "three")]
    assert [one["at"] for one in found] == sorted(one["at"] for one in found)
    assert versions(eve, talk, 2) == versions(bob, talk, 99) == versions(bob, talk, "9" * 30) == 404


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_back_has_no_versions(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one")
    edit(ann.pk, talk, 2, 0, "two")

    recall(ann.pk, talk, 2)

    assert versions(bob, talk, 2) == 410
    assert not Message.objects.get(conversation=stream_pk(talk), seq=2).wordings.exists()
    with pytest.raises(Gone):
        edit(ann.pk, talk, 2, 1, "three")


def test_who_edits_an_old_wording_is_given_the_present_one(ann: User, talk: str, told: Told) -> None:
    say(ann, talk, "one")
    edit(ann.pk, talk, 2, 0, "two")

    with pytest.raises(Conflict) as raised:
        edit(ann.pk, talk, 2, 0, "other")
    assert raised.value.as_error()["row"]["body"] == "two"
    assert told(edit, ann.pk, talk, 2, 0, "two") == []  # a repeat


def test_only_the_author_edits_and_only_for_a_day(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    seq = say(bob, stream, "mine")[0]["seq"]

    assert refusal(Forbidden, edit, ann.pk, stream, seq, 0, "yours") == "role"
    assert refusal(Forbidden, edit, bob.pk, stream, 1, 0, "a notice") == "role"
    Message.objects.filter(body="mine").update(sent_at=timezone.now() - timedelta(hours=25))
    assert refusal(Forbidden, edit, bob.pk, stream, seq, 0, "late") == "too_late"
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    assert refusal(Forbidden, edit, bob.pk, stream, seq, 0, "muted") == "muted"


def test_an_edit_calls_nobody_and_keeps_or_replaces_who_is_named(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)
    seq = say(ann, stream, "hi")[0]["seq"]

    edit(ann.pk, stream, seq, 0, "hi Bob", mentions=[user_name(bob.pk), user_name(eve.pk), "x"])
    edit(ann.pk, stream, seq, 1, "hi, Bob")

    assert row(bob, stream, seq)["mentions"] == [user_name(bob.pk)]
    assert Membership.objects.get(user=bob, conversation=stream_pk(stream)).mentions == ""
    assert refusal(Forbidden, edit, bob.pk, stream, say(bob, stream, "a")[0]["seq"], 0, "b", mentions=["all"]) == "role"


def test_new_words_do_not_reach_who_has_blocked_their_author(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "kind words")
    contacts.block(bob.pk, user_name(ann.pk))

    edit(ann.pk, talk, 2, 0, "unkind words")

    assert row(ann, talk, 2)["body"] == "unkind words"
    assert row(bob, talk, 2) == {}


@pytest.mark.django_db(transaction=True)
def test_new_words_are_found_and_old_ones_not(ann: User, bob: User, talk: str) -> None:
    def found(word: str) -> int:
        return len(signed_in(bob).get("/api/v1/search", {"q": word}).json()["hits"])

    say(ann, talk, "persimmon")
    assert found("persimmon") == 1

    edit(ann.pk, talk, 2, 0, "apple")

    assert (found("persimmon"), found("apple")) == (0, 1)


def test_who_joined_later_does_not_see_it_either(ann: User, bob: User, eve: User, talk: str) -> None:
    with pytest.raises(NotFound):
        edit(eve.pk, talk, 1, 0, "hi")
