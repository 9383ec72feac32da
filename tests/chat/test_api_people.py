"""People over HTTP: members, how far they have read, cards, and who is found."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from accounts.people import search
from chat.actions import mine
from chat.api.conversations import MemberPage, _members
from chat.api.people import Who, _found
from chat.models import Conversation, Membership, Role
from happychat.commands.errors import NotFound
from happychat.ids import user_name
from tests.chat.reading import people
from tests.talking import group_of, leave, say


@pytest.mark.django_db
def test_members_come_by_role_and_then_by_joining(ann: User, bob: User, eve: User) -> None:
    others = people(3)
    group = group_of(bob, *others, ann, eve)
    Membership.objects.filter(user=ann).update(role=Role.OWNER)
    Membership.objects.filter(user=eve).update(role=Role.ADMIN)
    leave(group, others[2])

    def asked(**about: Any) -> tuple[list[str], bool]:
        found = _members(bob.pk, group, MemberPage(**about))
        return [row["key"].removeprefix("member:") for row in found["rows"]], found["more"]

    names = [user_name(user.pk) for user in (ann, eve, bob, *others[:2])]
    assert asked() == (names, False)
    assert asked(limit=2) == (names[:2], True)
    assert asked(limit=2, after=names[1]) == (names[2:4], True)
    assert asked(limit=2, after=names[3]) == (names[4:], False)
    assert asked(query="PERSON 1") == ([names[4]], False)
    assert asked(query="eve") == ([names[1]], False)
    assert asked(after="u999") == asked(after="nonsense") == ([], False)


@pytest.mark.django_db
def test_receipts_are_shown_of_and_to_people_who_show_theirs(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one", "two")
    mine.mark_delivered(bob.pk, talk, 3)
    mine.mark_read(bob.pk, talk, 2)

    shown = mine.receipts(ann.pk, talk)
    User.objects.filter(pk=bob.pk).update(preferences={"receipts": False})
    hidden = mine.receipts(ann.pk, talk), mine.receipts(bob.pk, talk)

    assert shown == {"read": {user_name(bob.pk): 2}, "delivered": {user_name(bob.pk): 3}}
    assert hidden == ({"read": {}, "delivered": {}},) * 2


@pytest.mark.django_db
def test_in_groups_receipts_are_read_marks_and_in_large_ones_nothing(ann: User, bob: User, eve: User) -> None:
    group = group_of(ann, bob, eve)
    say(ann, group, "one")
    mine.mark_read(bob.pk, group, 1)

    small = mine.receipts(ann.pk, group)
    conversation = Conversation.objects.get(pk=group[1:])
    Membership.objects.bulk_create(Membership(conversation=conversation, user=user) for user in people(98))

    assert small == {"read": {user_name(bob.pk): 1, user_name(eve.pk): 0}, "delivered": {}}
    assert mine.receipts(ann.pk, group) == {"read": {}, "delivered": {}}


@pytest.mark.django_db
def test_cards_are_found_by_id(ann: User, bob: User, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(is_active=False)

    found = _found(ann.pk, Who(ids=",".join([user_name(bob.pk), user_name(eve.pk), "u999", "nonsense"])))

    assert [card["id"] for card in found] == [user_name(bob.pk), user_name(eve.pk)]
    assert found[0] == {
        "id": user_name(bob.pk),
        "username": "bob",
        "nickname": "Bob",
        "avatar": f"/faces/{bob.pk % 12 + 1}/B.svg",
    }
    assert found[1] == {"id": user_name(eve.pk), "deleted": True}


@pytest.mark.django_db
def test_a_profile_is_found_by_username_whatever_its_case(ann: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(bio="Takes pictures.", place="Lakeside", email="secret@example.org")

    (found,) = _found(ann.pk, Who(username="BOB"))

    assert (found["bio"], found["place"]) == ("Takes pictures.", "Lakeside")
    assert not {"email", "locale", "preferences", "gender"} & found.keys()
    with pytest.raises(NotFound):
        _found(ann.pk, Who(username="nobody"))


@pytest.mark.django_db
def test_people_are_found_by_a_part_of_their_names(ann: User, bob: User, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(nickname="Bobbie 小雨", preferences={"theme": "dark"})

    def hits(text: str) -> list[str]:
        return [user.username for user in search(ann.pk, text)]

    assert hits("bob") == hits("BOB") == hits("@bob") == hits(" bob ") == ["bob", "eve"]
    assert hits("obbi") == hits("小雨") == ["eve"]
    assert hits("ann") == []
    assert hits("%") == hits("_") == hits("\\") == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", [" ", "@", " @ "])
def test_nothing_typed_finds_nobody(ann: User, bob: User, text: str) -> None:
    assert not search(ann.pk, text)


@pytest.mark.django_db
def test_those_whose_names_begin_so_come_first_and_at_most_twenty(ann: User) -> None:
    inner = User.objects.create(username="inner", nickname="The person inside")
    begins = people(25)

    hits = list(search(ann.pk, "person"))

    assert hits == begins[:20]
    assert list(search(ann.pk, "person inside")) == [inner]


@pytest.mark.django_db
def test_who_does_not_want_to_be_found_is_found_by_friends_only(ann: User, bob: User, eve: User, talk: str) -> None:
    User.objects.filter(pk=bob.pk).update(preferences={"find": "nobody"}, is_active=True)
    User.objects.filter(pk=eve.pk).update(is_active=False)

    assert [user.username for user in search(ann.pk, "bob")] == ["bob"]
    assert not search(eve.pk, "bob")
    assert not search(ann.pk, "eve")
