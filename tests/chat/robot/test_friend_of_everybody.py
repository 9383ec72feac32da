"""The robot: a friend of everybody from the start, who stays."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Contact, Mailbox, User
from accounts.robot import robot
from chat.actions import contacts, direct
from chat.api.start import start
from happychat.auth import Caller
from happychat.commands.errors import Forbidden
from happychat.ids import user_name


def me_rows(user: User) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = start(Caller(user.pk, "d1", ""), 200)["me"]["rows"]
    return rows


def test_everybody_has_the_robot_as_a_friend_and_nothing_was_written(ann: User, happy: User) -> None:
    shown = start(Caller(ann.pk, "d1", ""), 200)

    (row,) = [row for row in shown["me"]["rows"] if row["key"] == f"contact:{user_name(happy.pk)}"]
    assert row["state"] == "friend"
    assert {"id": user_name(happy.pk), "bot": True}.items() <= shown["users"][-1].items()
    assert not Contact.objects.exists()
    assert not Mailbox.objects.exists()


def test_the_robot_is_made_once(happy: User) -> None:
    assert robot() == happy
    assert not happy.has_usable_password()


def test_the_robot_is_not_its_own_friend(happy: User) -> None:
    rows = me_rows(happy)

    assert [row["key"] for row in rows] == ["profile"]


def test_a_robot_that_is_banned_is_nobodys_friend(ann: User, happy: User) -> None:
    User.objects.filter(pk=happy.pk).update(is_active=False)

    assert [row["key"] for row in me_rows(ann)] == ["profile"]


def test_a_note_about_the_robot_leaves_it_a_friend(ann: User, happy: User) -> None:
    contacts.annotate(ann.pk, user_name(happy.pk), {"star": True})

    rows = me_rows(ann)
    (row,) = [row for row in rows if row["key"].startswith("contact:")]
    assert (row["state"], row["star"]) == ("friend", True)


@pytest.mark.parametrize("act", [contacts.block, direct.remove_contact])
def test_the_robot_can_be_neither_blocked_nor_removed(ann: User, happy: User, act: Any) -> None:
    with pytest.raises(Forbidden) as refusal:
        act(ann.pk, user_name(happy.pk))

    assert refusal.value.details["reason"] == "role"


def test_to_ask_the_robot_for_friendship_changes_nothing(ann: User, happy: User) -> None:
    assert direct.request_contact(ann.pk, user_name(happy.pk)) == {"version": 1}
    assert direct.accept_contact(ann.pk, user_name(happy.pk)).keys() == {"version", "stream"}
    assert not Contact.objects.exists()


def test_the_robot_makes_nobody_acquainted(ann: User, bob: User, happy: User) -> None:
    for person in (ann, bob):
        contacts.annotate(person.pk, user_name(happy.pk), {"star": True})

    with pytest.raises(Forbidden):
        direct.open_direct(ann.pk, user_name(bob.pk))
