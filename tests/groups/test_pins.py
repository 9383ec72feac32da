"""Messages kept in sight at the top of a conversation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from chat.actions import contacts
from chat.actions.pinning import MOST_PINS, pin
from chat.models import Message
from chat.rows import info_row
from groups.actions import coming, going, roles
from happychat.commands.errors import Forbidden, Gone, NotFound, NotMember
from happychat.ids import user_name
from happychat.streams.catching_up import sync
from happychat.streams.steps import Signal, Step
from tests.groups.groups import befriend, group, hills, names, notices, refusal
from tests.talking import say

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


def pinned(stream: str) -> list[int]:
    found: list[int] = info_row(group(stream)).get("pinned", [])
    return found


def test_admins_pin_and_unpin_in_a_group(ann: User, bob: User, told: Told) -> None:
    stream = hills(ann, bob)
    say(bob, stream, "one", "two")
    assert refusal(Forbidden, pin, bob.pk, stream, 2, on=True) == "role"

    (step,) = told(lambda: pin(ann.pk, stream, 2, on=True))
    pin(ann.pk, stream, 3, on=True)

    assert isinstance(step, Step)
    assert [row["key"] for row in step.rows] == ["info", "message:4"]
    assert {"author": user_name(ann.pk), "notice": "pinned", "seq": 2}.items() <= step.rows[1].items()
    assert pinned(stream) == [3, 2]
    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")
    pin(bob.pk, stream, 3, on=False)
    assert (pinned(stream), notices(stream)) == ([2], ["created", "pinned", "pinned", "admin"])


def test_what_is_so_already_raises_nothing(ann: User) -> None:
    stream = hills(ann)
    say(ann, stream, "one", "two")
    pin(ann.pk, stream, 2, on=True)
    version = group(stream).version

    assert pin(ann.pk, stream, 2, on=True) == pin(ann.pk, stream, 3, on=False) == {"version": version}


def test_notices_and_what_is_not_there_are_not_pinned(ann: User, eve: User) -> None:
    stream = hills(ann)
    say(ann, stream, "before Eve")
    befriend(ann, eve)
    coming.add(ann.pk, stream, names(eve))
    roles.give_role(ann.pk, stream, user_name(eve.pk), "admin")

    assert refusal(Forbidden, pin, ann.pk, stream, 1, on=True) == "role"
    assert refusal(NotFound, pin, ann.pk, stream, 99, on=True) == ""
    refusal(NotFound, pin, eve.pk, stream, 2, on=True)  # she came later


def test_an_admin_who_came_later_unpins_what_all_see_pinned(ann: User, eve: User) -> None:
    stream = hills(ann)
    say(ann, stream, "before Eve")
    pin(ann.pk, stream, 2, on=True)
    befriend(ann, eve)
    coming.add(ann.pk, stream, names(eve))
    roles.give_role(ann.pk, stream, user_name(eve.pk), "admin")

    pin(eve.pk, stream, 2, on=False)

    assert pinned(stream) == []


def test_a_conversation_has_twenty_pins_at_most(ann: User) -> None:
    stream = hills(ann)
    say(ann, stream, *(f"{number}" for number in range(MOST_PINS + 1)))
    for seq in range(2, MOST_PINS + 2):
        pin(ann.pk, stream, seq, on=True)

    assert refusal(Forbidden, pin, ann.pk, stream, MOST_PINS + 2, on=True) == "full"
    pin(ann.pk, stream, 2, on=False)
    pin(ann.pk, stream, MOST_PINS + 2, on=True)


def test_who_is_out_pins_nothing_and_an_end_takes_the_pins_along(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)
    say(ann, stream, "one")
    pin(ann.pk, stream, 2, on=True)
    going.leave(bob.pk, stream)
    refusal(NotMember, pin, bob.pk, stream, 2, on=True)
    refusal(NotFound, pin, eve.pk, stream, 2, on=True)

    going.dissolve(ann.pk, stream)

    assert info_row(group(stream)) == {"key": "info", "version": group(stream).info_version, "gone": True}
    refusal(Gone, pin, ann.pk, stream, 2, on=True)


def test_both_pin_between_two(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one")

    pin(bob.pk, talk, 2, on=True)
    pin(ann.pk, talk, 2, on=False)

    assert (pinned(talk), notices(talk)) == ([], ["friends", "pinned"])


def test_who_blocks_the_other_is_not_reached_by_pins(ann: User, bob: User, talk: str, told: Told) -> None:
    say(bob, talk, "one")
    contacts.block(ann.pk, user_name(bob.pk))

    (step,) = told(lambda: pin(bob.pk, talk, 2, on=True))

    assert isinstance(step, Step)
    assert step.hidden_from == (ann.pk,)
    assert Message.objects.get(seq=3).hidden_from == ann.pk
    shown = [[row["key"] for row in sync(user.pk, {talk: 0}, 200)["streams"][0]["rows"]] for user in (ann, bob)]
    assert ["message:3" in keys for keys in shown] == [False, True]
