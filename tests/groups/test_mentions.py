"""Calling members by name, or everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions import mailbox_version
from accounts.models import User
from chat.actions import contacts, mine
from chat.actions.mentioning import MOST_KEPT
from chat.actions.sending import Send, send_messages
from chat.models import Membership, Message
from chat.rows import conversation_row, info_row, message_row
from groups.actions import coming, going, roles
from happychat.commands.errors import CommandError, Forbidden
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.groups.groups import group, hills, member, names, refusal
from tests.talking import say, send_of

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


def calling(author: User, stream: str, *called: str) -> Send:
    send = send_of(author, stream, "look")
    send.mentions = list(called)
    return send


@transaction.atomic
def call(author: User, stream: str, *called: str) -> int:
    """Send a message that calls people and return its number."""
    send = calling(author, stream, *called)
    send_messages([send])
    if isinstance(send.answer, CommandError):
        raise send.answer
    return send.seq


def called_in(stream: str, user: User) -> list[int]:
    row = conversation_row(Membership.objects.select_related("conversation").get(pk=member(stream, user).pk))
    found: list[int] = row.get("mentions", [])
    return found


def said(stream: str, seq: int) -> Any:
    return message_row(Message.objects.get(conversation=group(stream), seq=seq)).get("mentions")


def test_who_is_called_finds_the_number_in_their_own_stream(ann: User, bob: User, eve: User, told: Told) -> None:
    stream = hills(ann, bob, eve)
    before = mailbox_version(bob.pk), mailbox_version(eve.pk)

    news = told(call, ann, stream, *names(bob))

    rows = {item.stream: item.rows for item in news if isinstance(item, Step)}
    assert rows[stream][0]["mentions"] == names(bob)
    assert rows["me"][0]["mentions"] == called_in(stream, bob) == [2]
    assert (mailbox_version(bob.pk), mailbox_version(eve.pk)) == (before[0] + 1, before[1])


def test_strangers_ex_members_and_who_waits_are_dropped(ann: User, bob: User, eve: User, make_person: Any) -> None:
    lin, chen = make_person("lin"), make_person("chen")
    stream = hills(ann, bob, eve, public=True, join="approval")
    going.leave(eve.pk, stream)
    coming.join(lin.pk, stream, "")

    seq = call(ann, stream, *names(bob, eve, lin, chen), "u999999", "nobody")

    assert said(stream, seq) == names(bob)
    assert not Membership.objects.exclude(user=bob).exclude(mentions="").exists()


def test_a_message_that_calls_only_strangers_calls_nobody(ann: User, eve: User) -> None:
    stream = hills(ann)

    assert said(stream, call(ann, stream, *names(eve))) is None


def test_what_was_read_is_not_called_for_any_more(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    first, second = call(ann, stream, *names(bob)), call(ann, stream, *names(bob))
    assert called_in(stream, bob) == [first, second]

    mine.mark_read(bob.pk, stream, first)
    assert called_in(stream, bob) == [second]
    say(bob, stream, "I am here")
    assert called_in(stream, bob) == []


def test_the_newest_fifty_are_kept(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    for _ in range(MOST_KEPT + 3):
        newest = call(ann, stream, *names(bob))

    assert called_in(stream, bob) == list(range(newest - MOST_KEPT + 1, newest + 1))


def test_who_blocks_the_author_is_not_called(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve)
    contacts.block(bob.pk, user_name(ann.pk))
    before = mailbox_version(bob.pk)

    seq = call(ann, stream, *names(bob, eve))

    assert (said(stream, seq), called_in(stream, bob), called_in(stream, eve)) == (names(bob, eve), [], [seq])
    assert mailbox_version(bob.pk) == before
    call(eve, stream, *names(bob))
    assert called_in(stream, bob) == [seq + 1]


def test_nobody_calls_themselves(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    before = mailbox_version(ann.pk)

    call(ann, stream, *names(ann))

    assert (called_in(stream, ann), mailbox_version(ann.pk)) == ([], before)


def test_only_admins_call_everybody(ann: User, bob: User, told: Told) -> None:
    stream = hills(ann, bob)
    assert refusal(Forbidden, call, bob, stream, "all") == "role"

    (step,) = told(call, ann, stream, "all")

    assert isinstance(step, Step)
    assert [row.get("all_seq") or row.get("mentions") for row in step.rows] == [2, ["all"]]
    assert (info_row(group(stream))["all_seq"], called_in(stream, bob)) == (2, [])
    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")
    assert call(bob, stream, "all") == group(stream).all_seq == 4


def test_all_stands_for_nobody_between_two(ann: User, bob: User, talk: str) -> None:
    assert said(talk, call(ann, talk, *names(bob))) is None
    assert said(talk, call(ann, talk, "all")) is None
    assert group(talk).all_seq == 0


def test_who_comes_back_is_called_for_nothing_of_before(ann: User, bob: User) -> None:
    stream = hills(ann, bob, public=True, join="open")
    call(ann, stream, *names(bob))
    going.leave(bob.pk, stream)

    coming.join(bob.pk, stream, "")

    assert called_in(stream, bob) == []


def test_many_mentions_in_one_batch_are_one_change_of_each(ann: User, bob: User, eve: User) -> None:
    stream, other = hills(ann, bob, eve), hills(ann, bob)
    before = mailbox_version(bob.pk)
    sends = [calling(ann, at, *names(bob)) for at in (stream, other, stream)]

    send_messages(sends)

    assert mailbox_version(bob.pk) == before + 1
    assert (called_in(stream, bob), called_in(other, bob)) == ([2, 3], [2])


def test_mentions_cost_the_same_however_many_are_called(ann: User, make_person: Any) -> None:
    people = [make_person(f"p{number}") for number in range(12)]
    stream = hills(ann, *people)
    costs = []
    for called in (people[:2], people):
        with CaptureQueriesContext(connection) as queries:
            call(ann, stream, *names(*called))
        costs.append(len({query["sql"][:60] for query in queries}))  # SQLite writes one row at a time

    assert costs[0] == costs[1] < 20
