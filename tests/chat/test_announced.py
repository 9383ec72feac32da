"""What commands in a conversation tell: exactly these streams and rows, and signals to nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from chat.actions import direct, mine
from chat.models import Conversation, Kind, Membership
from happychat.commands.errors import CommandError, NotMember
from happychat.ids import user_name
from happychat.streams.steps import Attach
from tests.chat.news import Told, me, of, shape, signals, steps
from tests.talking import group_of, leave, say

pytestmark = pytest.mark.django_db


def test_sending_tells_the_conversation_only(ann: User, talk: str, told: Told) -> None:
    assert shape(told(say, ann, talk, "hi")) == [(of(talk), ["message:2"])]


def test_reading_tells_my_devices_and_by_a_signal_the_other(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "hi")

    news = told(mine.mark_read, bob.pk, talk, 2)

    assert shape(news) == [(me(bob), [f"conversation:{talk}"])]
    assert steps(news)[0].rows[0]["read_seq"] == 2
    frame = {"type": "signal", "stream": talk, "event": "receipt", "ttl": 0, "user": user_name(bob.pk), "read": 2}
    assert signals(news) == [(of(talk), frame, {bob.pk})]


def test_reading_twice_or_backwards_tells_nothing(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "hi", "there")
    mine.mark_read(bob.pk, talk, 3)

    assert told(mine.mark_read, bob.pk, talk, 3) == []
    assert told(mine.mark_read, bob.pk, talk, 1) == []
    assert Membership.objects.get(user=bob).read_seq == 3


def test_nobody_has_read_further_than_there_is(ann: User, bob: User, talk: str) -> None:
    mine.mark_read(bob.pk, talk, 99)
    say(ann, talk, "hi")

    assert Membership.objects.get(user=bob).read_seq == 1


def test_reading_takes_the_unread_mark_away(ann: User, talk: str, told: Told) -> None:
    mine.arrange(ann.pk, talk, {"unread": True})

    news = told(mine.mark_read, ann.pk, talk, 1)

    assert "unread" not in steps(news)[0].rows[0]


def test_what_was_delivered_is_a_signal_and_no_version(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "hi")

    news = told(mine.mark_delivered, bob.pk, talk, 99)

    frame = {"type": "signal", "stream": talk, "event": "receipt", "ttl": 0, "user": user_name(bob.pk), "delivered": 2}
    assert signals(news) == [(of(talk), frame, {bob.pk})]
    assert steps(news) == []
    assert told(mine.mark_delivered, bob.pk, talk, 99) == []
    assert told(mine.mark_delivered, bob.pk, talk, 1) == []


@pytest.mark.parametrize("hides", ["ann", "bob"])
def test_receipts_are_told_only_if_both_show_theirs(ann: User, bob: User, talk: str, told: Told, hides: str) -> None:
    say(ann, talk, "hi")
    User.objects.filter(username=hides).update(preferences={"receipts": False})

    news = told(mine.mark_read, bob.pk, talk, 2) + told(mine.mark_delivered, bob.pk, talk, 2)

    assert all({ann.pk, bob.pk} <= but for _, _, but in signals(news))
    assert shape(news) == [(me(bob), [f"conversation:{talk}"])]


def test_in_a_group_those_who_hide_receipts_hear_of_none(ann: User, bob: User, eve: User, told: Told) -> None:
    group = group_of(ann, bob, eve)
    say(ann, group, "hi")
    User.objects.filter(pk=eve.pk).update(preferences={"receipts": False})

    news = told(mine.mark_read, bob.pk, group, 1)

    assert [but for _, _, but in signals(news)] == [{bob.pk, eve.pk}]
    assert signals(told(mine.mark_delivered, bob.pk, group, 1)) == []
    say(ann, group, "there")
    assert signals(told(mine.mark_read, eve.pk, group, 2)) == []


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"pinned": True}, {"pinned": True}),
        ({"notify": "none"}, {"notify": "none"}),
        ({"folder": "work", "draft": "so"}, {"folder": "work", "draft": "so"}),
        ({"muted_until": "2030-01-01T00:00:00.000Z"}, {"muted_until": "2030-01-01T00:00:00.000Z"}),
        ({"archived": True, "hidden": True}, {"archived": 1, "hidden": 1}),
        ({"unread": True}, {"unread": True}),
    ],
)
def test_arranging_tells_my_devices_alone(
    ann: User, talk: str, told: Told, changes: dict[str, Any], shown: dict[str, Any]
) -> None:
    news = told(mine.arrange, ann.pk, talk, changes)

    assert shape(news) == [(me(ann), [f"conversation:{talk}"])]
    assert shown.items() <= steps(news)[0].rows[0].items()
    assert not signals(news)
    assert steps(news)[0].attach == ()
    assert told(mine.arrange, ann.pk, talk, changes) == []


def test_what_was_arranged_can_be_taken_back(ann: User, talk: str, told: Told) -> None:
    first = {"pinned": True, "archived": True, "folder": "work", "muted_until": "2030-01-01T00:00:00.000Z"}
    plain = steps(told(mine.arrange, ann.pk, talk, {"draft": "x"}))[0].rows[0]
    mine.arrange(ann.pk, talk, first)

    news = told(mine.arrange, ann.pk, talk, {"pinned": False, "archived": False, "folder": "", "muted_until": ""})

    assert steps(news)[0].rows[0].keys() == plain.keys()


def test_clearing_lowers_what_my_sockets_hear(ann: User, talk: str, told: Told) -> None:
    say(ann, talk, "hi")

    news = told(mine.arrange, ann.pk, talk, {"cleared": True})

    assert steps(news)[0].attach == (Attach(ann.pk, of(talk), 3, 2),)
    assert steps(news)[0].rows[0]["cleared"] == 2


def test_the_first_thing_set_in_a_conversation_brings_its_audience(ann: User, bob: User, told: Told) -> None:
    conversation = Conversation.objects.create(kind=Kind.DIRECT, pair=f"{ann.pk}:{bob.pk}", version=1)
    for user in (ann, bob):
        Membership.objects.create(conversation=conversation, user=user)

    news = told(mine.arrange, ann.pk, f"c{conversation.pk}", {"draft": "Dear Bob"})

    assert steps(news)[0].attach == (Attach(ann.pk, f"conversation.{conversation.pk}", 1, 1),)


def test_typing_is_a_signal_to_the_others(ann: User, talk: str, told: Told) -> None:
    frame = {"type": "signal", "stream": talk, "event": "typing", "ttl": 6, "user": user_name(ann.pk)}

    news = told(mine.tell_typing, ann.pk, talk)

    assert signals(news) == [(of(talk), frame, {ann.pk})]
    assert steps(news) == []


def test_typing_is_told_by_members_only(ann: User, bob: User, eve: User, talk: str, told: Told) -> None:
    group = group_of(ann, bob)
    leave(group, bob)

    with pytest.raises(CommandError):
        told(mine.tell_typing, eve.pk, talk)
    with pytest.raises(NotMember):
        told(mine.tell_typing, bob.pk, group)


def test_nobody_types_to_who_is_no_friend_any_more(ann: User, bob: User, talk: str, told: Told) -> None:
    direct.remove_contact(bob.pk, user_name(ann.pk))

    assert told(mine.tell_typing, ann.pk, talk) == []


def test_a_refused_command_tells_nothing(ann: User, bob: User, eve: User, talk: str, told: Told) -> None:
    for action, args in (
        (mine.mark_read, (eve.pk, talk, 1)),
        (mine.arrange, (eve.pk, talk, {"pinned": True})),
        (direct.accept_contact, (eve.pk, user_name(ann.pk))),
        (direct.request_contact, (eve.pk, user_name(eve.pk))),
        (direct.open_direct, (eve.pk, user_name(ann.pk))),
    ):
        with pytest.raises(CommandError):
            told(action, *args)
    assert told(lambda: None) == []
