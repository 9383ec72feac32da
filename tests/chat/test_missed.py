"""What a process was not told is read as the steps it would have come in."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import User
from chat.actions import mine
from chat.missed import MOST_ROWS, missed
from chat.models import Conversation, Membership
from happychat.streams.steps import Step
from tests.talking import group_of, join, leave, say

pytestmark = pytest.mark.django_db


def told_of(stream: str) -> int:
    return Conversation.objects.get(pk=stream[1:]).version


def keys(step: Step) -> list[str]:
    return [row["key"] for row in step.rows]


def test_who_was_told_everything_misses_nothing(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    say(ann, group, "hi")

    assert missed({f"conversation.{group[1:]}": told_of(group)}) == []


def test_messages_come_as_one_step(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    before = told_of(group)
    say(ann, group, "one", "two")

    (step,) = missed({f"conversation.{group[1:]}": before})

    assert (step.prev, step.version, step.last_seq) == (before, before + 2, 2)
    assert [row["body"] for row in step.rows] == ["one", "two"]
    assert step.frame().is_update


def test_the_step_that_ends_a_membership_ends_there(ann: User, bob: User, eve: User) -> None:
    group = group_of(ann, bob, eve)
    before = told_of(group)
    say(ann, group, "to all")
    leave(group, bob)
    say(ann, group, "without Bob")
    leave(group, eve)
    say(ann, group, "alone")

    steps = missed({f"conversation.{group[1:]}": before})

    assert [keys(step)[0] for step in steps] == ["message:1", "message:2", "message:3"]
    assert [(step.prev - before, step.version - before) for step in steps] == [(0, 2), (2, 4), (4, 5)]
    assert [[detach.user for detach in step.detach] for step in steps] == [[bob.pk], [eve.pk], []]


def test_a_conversation_that_became_mine_is_joined(ann: User, bob: User, eve: User) -> None:
    group = group_of(ann, bob)
    join(group, eve)

    (step,) = missed({f"user.{eve.pk}": 1})

    assert keys(step) == [f"conversation:{group}"]
    assert [attach.audience for attach in step.attach] == [f"conversation.{group[1:]}"]


def test_who_came_back_meanwhile_sees_from_where_they_came_back(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    before = told_of(group)
    leave(group, bob)
    say(ann, group, "without Bob")
    with transaction.atomic():
        Membership.objects.filter(user=bob).delete()
        join(group, bob, joined_seq=2)

    (step,) = missed({f"conversation.{group[1:]}": before})

    assert [(attach.user, attach.floor) for attach in step.attach] == [(bob.pk, 2)]


def test_more_than_clients_should_be_told_is_fetched_by_them(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    before = told_of(group)
    say(ann, group, *["hi"] * (MOST_ROWS + 1))
    leave(group, bob)

    first, *_ = missed({f"conversation.{group[1:]}": before})

    assert first.frame().data.startswith(b'{"type":"head"')
    assert [detach.user for detach in first.detach] == [bob.pk]


def test_many_conversations_are_compared_in_one_query(
    ann: User, bob: User, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    told = {f"conversation.{group[1:]}": told_of(group) for group in (group_of(ann, bob) for _ in range(5))}

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert missed(told) == []


def test_my_own_changes_come_too(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    (before,) = missed({f"user.{ann.pk}": 0})
    mine.arrange(ann.pk, group, {"pinned": True})

    (step,) = missed({f"user.{ann.pk}": before.version})

    assert (step.stream, step.prev, step.version) == ("me", before.version, before.version + 1)
    assert step.rows[0]["pinned"]
