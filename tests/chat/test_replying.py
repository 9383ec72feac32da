"""Answering a message: one that the sender may see; its author is called."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from chat.actions import contacts
from chat.actions.sending import send_messages
from chat.models import Membership
from happychat.commands.errors import CommandError, NotFound
from happychat.ids import stream_pk, user_name
from happychat.streams.catching_up import sync
from tests.talking import group_of, join, leave, say, send_of

pytestmark = pytest.mark.django_db


def reply(user: User, stream: str, seq: int, body: str = "I do", **about: Any) -> Any:
    send = send_of(user, stream, body)
    send.reply_to = seq
    for name, value in about.items():
        setattr(send, name, value)
    send_messages([send])
    return send.answer


def mentions_of(user: User, stream: str) -> str:
    return Membership.objects.get(user=user, conversation=stream_pk(stream)).mentions


def test_a_reply_names_what_it_answers_and_calls_its_author(ann: User, bob: User) -> None:
    stream = group_of(ann, bob)
    (asked,) = say(bob, stream, "Who brings the boat?")

    answer = reply(ann, stream, asked["seq"])

    row = sync(bob.pk, {stream: 0}, 500)["streams"][0]["rows"][-1]
    assert (row["body"], row["reply_to"]) == ("I do", asked["seq"])
    assert "mentions" not in row
    assert mentions_of(bob, stream) == str(answer["seq"])


def test_who_is_mentioned_and_replied_to_is_called_once(ann: User, bob: User) -> None:
    stream = group_of(ann, bob)
    (asked,) = say(bob, stream, "Who?")

    answer = reply(ann, stream, asked["seq"], mentions=[user_name(bob.pk)])

    assert mentions_of(bob, stream) == str(answer["seq"])


def test_nobody_is_called_by_themselves_in_a_direct_conversation_or_after_they_left(
    ann: User, bob: User, eve: User, talk: str
) -> None:
    stream = group_of(ann, bob, eve)
    (mine,) = say(ann, stream, "first")
    (eves,) = say(eve, stream, "second")
    (bobs,) = say(bob, talk, "third")
    leave(stream, eve)

    for place, said in ((stream, mine), (stream, eves), (talk, bobs)):
        reply(ann, place, said["seq"])

    assert [mentions_of(user, place) for user, place in ((ann, stream), (eve, stream), (bob, talk))] == [""] * 3


def test_only_what_one_sees_is_replied_to(ann: User, bob: User, eve: User, talk: str) -> None:
    stream = group_of(ann, bob)
    (early,) = say(ann, stream, "early")
    join(stream, eve, joined_seq=early["seq"] + 1)
    contacts.block(bob.pk, user_name(ann.pk))
    (hidden,) = say(ann, talk, "hidden")
    contacts.unblock(bob.pk, user_name(ann.pk))

    for user, place, seq in ((ann, stream, 99), (eve, stream, early["seq"]), (bob, talk, hidden["seq"])):
        assert isinstance(reply(user, place, seq), NotFound), (user, seq)


def test_who_is_not_in_it_hears_nothing_of_what_is_there(ann: User, bob: User, eve: User) -> None:
    stream = group_of(ann, bob)
    say(ann, stream, "here")
    answers = [reply(eve, stream, seq) for seq in (1, 99)]

    assert all(isinstance(answer, CommandError) for answer in answers)
    assert answers[0].as_error() == answers[1].as_error()
