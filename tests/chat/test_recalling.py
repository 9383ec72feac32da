"""Taking messages back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts
from chat.actions.pinning import pin
from chat.actions.recalling import recall
from chat.actions.reporting import report
from chat.actions.sending import send_messages
from chat.models import Conversation, Message
from chat.reporting.models import Report
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import stream_pk, user_name
from happychat.streams.steps import Signal, Step
from tests.groups.groups import group, hills, member, names, refusal
from tests.talking import say, send_of

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


def message(stream: str, seq: int) -> Message:
    return Message.objects.get(conversation=stream_pk(stream), seq=seq)


def age(stream: str, seq: int) -> None:
    Message.objects.filter(pk=message(stream, seq).pk).update(sent_at=timezone.now() - timedelta(minutes=3))


def test_what_was_said_is_gone_and_that_something_was_said_stays(ann: User, talk: str, told: Told) -> None:
    say(ann, talk, "oh no")

    (step,) = told(recall, ann.pk, talk, 2)

    assert isinstance(step, Step)
    (row,) = step.rows
    assert set(row) == {"key", "version", "author", "sent_at", "kind", "client_id", "recalled"}
    assert message(talk, 2).body == ""


def test_the_author_has_two_minutes(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "oh no")
    age(talk, 2)

    assert refusal(Forbidden, recall, ann.pk, talk, 2) == "too_late"
    assert refusal(Forbidden, recall, bob.pk, talk, 2) == "role"


def test_admins_take_back_what_lower_roles_said_at_any_time(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    say(bob, stream, "spam")
    say(ann, stream, "mine")
    for seq in (2, 3):
        age(stream, seq)

    assert refusal(Forbidden, recall, bob.pk, stream, 3) == "role"
    recall(ann.pk, stream, 2)
    recall(ann.pk, stream, 3)

    for seq in (2, 3):
        assert (message(stream, seq).data or {})["recalled"]["by"] == user_name(ann.pk)


def test_staff_take_back_what_they_are_no_members_of_in_the_name_of_the_site(ann: User, eve: User) -> None:
    stream = hills(ann)
    say(ann, stream, "spam")
    refusal(NotFound, recall, eve.pk, stream, 2)
    User.objects.filter(pk=eve.pk).update(is_staff=True)

    recall(eve.pk, stream, 2)

    assert "by" not in (message(stream, 2).data or {})["recalled"]


def test_once_is_enough_and_notices_stay(ann: User, talk: str) -> None:
    say(ann, talk, "oh no")
    recall(ann.pk, talk, 2)
    version = Conversation.objects.get(pk=stream_pk(talk)).version

    assert recall(ann.pk, talk, 2) == {"version": version}
    assert refusal(Forbidden, recall, ann.pk, talk, 1) == "role"


def test_it_calls_nobody_any_more_and_is_not_pinned(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    calling, everybody = send_of(ann, stream, "@Bob"), send_of(ann, stream, "@all")
    calling.mentions, everybody.mentions = names(bob), ["all"]
    send_messages([calling, everybody])
    pin(ann.pk, stream, 2, on=True)
    assert (member(stream, bob).mentions, group(stream).all_seq, group(stream).pinned) == ("2", 3, [2])

    recall(ann.pk, stream, 2)
    recall(ann.pk, stream, 3)

    assert (member(stream, bob).mentions, group(stream).all_seq, group(stream).pinned) == ("", 0, [])


def test_what_a_block_hides_stays_hidden_when_it_is_taken_back(ann: User, bob: User, talk: str, told: Told) -> None:
    contacts.block(ann.pk, user_name(bob.pk))
    say(bob, talk, "unseen")

    (step,) = told(recall, bob.pk, talk, 2)

    assert isinstance(step, Step)
    assert step.hidden_from == (ann.pk,)
    refusal(NotFound, recall, ann.pk, talk, 2)


def reported() -> list[Any]:
    return [(report.reason, report.evidence) for report in Report.objects.order_by("pk")]


def test_a_report_keeps_what_it_is_about_as_it_was(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "buy this")

    report(ann.pk, "spam", "", stream=talk, seq=2)
    report(ann.pk, "abuse", "again", stream=talk, seq=2)
    recall(bob.pk, talk, 2)
    report(ann.pk, "abuse", "", user=user_name(bob.pk))
    report(ann.pk, "other", "", stream=talk)

    assert reported() == [("spam", "buy this"), ("abuse", "Bob"), ("other", "")]


def test_nobody_reports_what_they_cannot_see(ann: User, eve: User, talk: str) -> None:
    say(ann, talk, "hi")

    refusal(NotFound, report, eve.pk, "spam", "", stream=talk, seq=2)
    refusal(NotFound, report, eve.pk, "spam", "", stream=talk)
    assert refusal(Forbidden, report, ann.pk, "spam", "", stream=talk, seq=2) == "self"
    assert reported() == []
