"""Sending: many at once in few statements, each stored once, in the order they were handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import mailbox_version
from accounts.models import Contact, Mailbox, User
from chat.actions.direct import remove_contact
from chat.actions.sending import Send, send_messages
from chat.models import Conversation, Kind, Membership, Message
from happychat.commands.errors import CommandError
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.at_once import run_at_once
from tests.talking import group_of, leave, say, send_of

News = list[Step | Signal]


def answered(send: Send) -> dict[str, Any]:
    """Return a send's reply, or its refusal as an error object."""
    assert send.answer is not None
    return send.answer.as_error() if isinstance(send.answer, CommandError) else send.answer


def sent(*sends: Send) -> list[dict[str, Any]]:
    send_messages(list(sends))
    return [answered(send) for send in sends]


@pytest.mark.django_db(transaction=True)
def test_sends_of_many_people_are_told_as_one_step_in_their_order(
    ann: User, bob: User, talk: str, announced: News
) -> None:
    people = [ann, bob, bob, ann, bob]
    replies = run_at_once(
        *(
            (user, "message.send", {"stream": talk, "client_id": f"n{n}", "body": f"{n}"})
            for n, user in enumerate(people)
        )
    )

    assert [reply["ok"]["seq"] for reply in replies] == [2, 3, 4, 5, 6]
    assert [reply["ok"]["version"] for reply in replies] == [2, 3, 4, 5, 6]
    assert list(Message.objects.filter(seq__gt=1).order_by("seq").values_list("body", flat=True)) == list("01234")
    (step,) = announced
    assert isinstance(step, Step)
    assert (step.prev, step.version, step.last_seq) == (1, 6, 6)
    assert [row["author"] for row in step.rows] == [user_name(user.pk) for user in people]


@pytest.mark.django_db(transaction=True)
def test_other_commands_between_sends_keep_the_order(ann: User, bob: User, talk: str) -> None:
    replies = run_at_once(
        (ann, "message.send", {"stream": talk, "client_id": "a", "body": "before"}),
        (bob, "conversation.read", {"stream": talk, "seq": 9}),
        (ann, "contact.remove", {"user": user_name(bob.pk)}),
        (ann, "message.send", {"stream": talk, "client_id": "b", "body": "after"}),
    )

    assert [("ok" in reply) for reply in replies] == [True, True, True, False]
    assert replies[3]["error"]["reason"] == "not_friends"
    assert Membership.objects.get(user=bob).read_seq == 2  # of then


@pytest.mark.django_db
def test_a_stored_message_says_what_its_reply_and_its_row_said(
    ann: User, talk: str, announced: News, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        (reply,) = sent(Send(ann.pk, talk, "abc", "text", "你好 🌱"))

    (step,) = announced
    assert isinstance(step, Step)
    (row,) = step.rows
    message = Message.objects.get(seq=2)
    assert reply == {"stream": talk, "seq": 2, "version": 2, "sent_at": row["sent_at"]}
    assert (message.version, message.client_id, message.body) == (2, "abc", "你好 🌱")
    assert row == {
        "key": "message:2",
        "version": 2,
        "author": user_name(ann.pk),
        "sent_at": reply["sent_at"],
        "kind": "text",
        "client_id": "abc",
        "body": "你好 🌱",
    }


@pytest.mark.django_db
def test_one_that_is_refused_disturbs_nobody(ann: User, bob: User, eve: User, talk: str) -> None:
    replies = sent(send_of(ann, talk), send_of(eve, talk), send_of(ann, "c999"), send_of(ann, "me"), send_of(bob, talk))

    assert [reply.get("seq") for reply in replies] == [2, None, None, None, 3]
    assert [reply["code"] for reply in replies if "code" in reply] == ["not_found"] * 3
    assert Conversation.objects.get().last_seq == 3


@pytest.mark.django_db
def test_the_same_message_twice_in_one_batch_is_stored_once(ann: User, talk: str) -> None:
    first, again, other = sent(*(send_of(ann, talk, body, client_id="a") for body in ("hi", "hi", "changed")))

    assert again == other == {**first, "duplicate": True}
    assert Message.objects.filter(client_id="a").get().body == "hi"


@pytest.mark.django_db
def test_a_client_id_belongs_to_one_conversation(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob)

    together = sent(send_of(ann, talk, client_id="a"), send_of(ann, group, client_id="a"))
    later = sent(
        send_of(ann, group, client_id="a"), send_of(ann, "c999", client_id="a"), send_of(ann, "x", client_id="a")
    )

    assert [reply.get("code") for reply in together] == [None, "client_id_conflict"]
    assert [reply["code"] for reply in later] == ["client_id_conflict"] * 3


@pytest.mark.django_db
def test_people_do_not_share_client_ids(ann: User, bob: User, talk: str) -> None:
    replies = sent(send_of(ann, talk, client_id="a"), send_of(bob, talk, client_id="a"))

    assert [reply["seq"] for reply in replies] == [2, 3]


@pytest.mark.django_db
def test_a_client_id_of_a_refused_message_is_free(ann: User, bob: User, talk: str) -> None:
    group = group_of(ann, bob)
    leave(group, ann)

    refused, reply = sent(send_of(ann, group, client_id="a"), send_of(ann, talk, client_id="a"))

    assert refused["code"] == "not_member"
    assert reply["seq"] == 2


@pytest.mark.django_db
def test_who_has_left_hears_of_their_own_message_but_sends_no_other(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    (original,) = sent(send_of(bob, group, client_id="a"))
    leave(group, bob)

    again, other = sent(send_of(bob, group, client_id="a"), send_of(bob, group))

    assert again == {**original, "duplicate": True}
    assert other["code"] == "not_member"


@pytest.mark.django_db
def test_who_is_muted_is_told_so_until_it_is_over(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    memberships = Membership.objects.filter(user=bob)

    memberships.update(muted_until=timezone.now() + timedelta(minutes=1))
    refused = sent(send_of(bob, group), send_of(ann, group))
    memberships.update(muted_until=timezone.now() - timedelta(minutes=1))
    (reply,) = sent(send_of(bob, group))

    assert (refused[0]["code"], refused[0]["reason"]) == ("forbidden", "muted")
    assert [refused[1]["seq"], reply["seq"]] == [1, 2]


@pytest.mark.django_db
def test_who_is_no_friend_any_more_is_told_so(ann: User, bob: User, talk: str) -> None:
    remove_contact(bob.pk, user_name(ann.pk))

    (refused,) = sent(send_of(ann, talk))

    assert (refused["code"], refused["reason"]) == ("forbidden", "not_friends")


@pytest.mark.django_db
def test_what_a_batch_costs_does_not_grow_with_it(ann: User, bob: User, talk: str) -> None:
    group = group_of(ann, bob)
    say(ann, group, "first")

    with CaptureQueriesContext(connection) as one:
        sent(send_of(ann, talk))
    with CaptureQueriesContext(connection) as many:
        sent(*(send_of(user, stream) for user in (ann, bob) for stream in (talk, group) for _ in range(100)))

    locks = 1 if connection.vendor == "postgresql" else 0
    assert len(one) == 4 + locks
    assert len(many) == len(one)
    assert Message.objects.filter(client_id__isnull=False).count() == 402


@pytest.mark.django_db
def test_a_repeat_costs_two_questions(ann: User, talk: str) -> None:
    sent(send_of(ann, talk, client_id="a"))

    with CaptureQueriesContext(connection) as queries:
        sent(*(send_of(ann, talk, client_id="a") for _ in range(50)))

    assert len(queries) <= 2


@pytest.mark.django_db
def test_who_sends_has_read_up_to_there_and_their_me_is_left_alone(ann: User, bob: User, talk: str) -> None:
    versions = [mailbox_version(user.pk) for user in (ann, bob)]

    say(ann, talk, "one", "two")

    assert Membership.objects.get(user=ann).read_seq == 3
    assert [mailbox_version(user.pk) for user in (ann, bob)] == versions


@pytest.mark.django_db
def test_unread_is_what_came_after_the_read_mark(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one", "two")
    say(bob, talk, "three")
    say(ann, talk, "four")

    last_seq = Conversation.objects.get().last_seq
    unread = {m.user_id: last_seq - m.read_seq for m in Membership.objects.all()}
    assert unread == {ann.pk: 0, bob.pk: 1}


@pytest.mark.django_db
def test_the_first_message_puts_the_conversation_in_both_lists(
    ann: User, bob: User, announced: News, django_capture_on_commit_callbacks: Any
) -> None:
    conversation = Conversation.objects.create(kind=Kind.DIRECT, pair=f"{ann.pk}:{bob.pk}", version=1)
    for user, other in ((ann, bob), (bob, ann)):
        Membership.objects.create(conversation=conversation, user=user)
        Contact.objects.create(owner=user, person=other, state="friend", at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        say(bob, f"c{conversation.pk}", "hi", "there")
        say(bob, f"c{conversation.pk}", "again")

    steps = [step for step in announced if isinstance(step, Step)]
    assert [step.audience for step in steps] == [
        f"conversation.{conversation.pk}",
        f"user.{ann.pk}",
        f"user.{bob.pk}",
        f"conversation.{conversation.pk}",
    ]
    assert [row["key"] for step in steps[1:3] for row in step.rows] == [f"conversation:c{conversation.pk}"] * 2
    assert [attach.audience for step in steps[1:3] for attach in step.attach] == [f"conversation.{conversation.pk}"] * 2
    assert [row["read_seq"] for step in steps[1:3] for row in step.rows] == [0, 2]
    assert set(Mailbox.objects.values_list("version", flat=True)) == {2}


@pytest.mark.django_db
def test_who_was_banned_sends_nothing(ann: User, bob: User, talk: str) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)

    (refused,) = sent(send_of(bob, talk))

    assert refused["code"] == "not_found"
