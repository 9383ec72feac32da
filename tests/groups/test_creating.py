"""Making a group."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import User
from chat.actions.sending import send_messages
from chat.models import Role
from groups.actions.creating import create
from happychat.commands.errors import ClientIdConflict
from tests.groups.groups import befriend, group, member, names, notices
from tests.talking import say, send_of

pytestmark = pytest.mark.django_db


def test_the_maker_owns_it_and_their_friends_are_in_it(ann: User, bob: User) -> None:
    befriend(ann, bob)

    reply = create(ann.pk, "a", "Hills", names(bob), {"introduction": "We walk."})

    hills = group(reply["stream"])
    assert (hills.title, hills.introduction, hills.member_count, hills.faces) == (
        "Hills",
        "We walk.",
        2,
        [ann.pk, bob.pk],
    )
    assert (member(reply["stream"], ann).role, member(reply["stream"], bob).role) == (Role.OWNER, Role.MEMBER)
    assert notices(reply["stream"]) == ["created"]
    assert "skipped" not in reply


def test_who_is_no_friend_or_lets_nobody_is_skipped(ann: User, bob: User, eve: User) -> None:
    befriend(ann, bob)
    bob.preferences = {"invite": "nobody"}
    bob.save()

    reply = create(ann.pk, "a", "Hills", [*names(bob, eve), "u999999", "nobody"], {})

    assert reply["skipped"] == [*names(bob, eve), "u999999", "nobody"]
    assert group(reply["stream"]).member_count == 1


def test_a_repeat_makes_no_second_one(ann: User, bob: User) -> None:
    befriend(ann, bob)
    first = create(ann.pk, "a", "Hills", names(bob), {})

    again = create(ann.pk, "a", "Other hills", [], {})

    assert again == {"stream": first["stream"], "duplicate": True}


def test_a_client_id_of_a_message_makes_none(ann: User, talk: str) -> None:

    with transaction.atomic():
        send_messages([send_of(ann, talk, client_id="a")])

    with pytest.raises(ClientIdConflict):
        create(ann.pk, "a", "Hills", [], {})


def test_members_read_what_is_said_from_the_beginning_on(ann: User, bob: User) -> None:
    befriend(ann, bob)
    stream = create(ann.pk, "a", "Hills", names(bob), {})["stream"]
    say(ann, stream, "hello")

    mine = member(stream, bob)

    assert (mine.joined_seq, mine.read_seq, group(stream).last_seq) == (1, 1, 2)
