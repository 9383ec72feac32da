"""Coming into a group: added, by a link, by asking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts
from groups.actions import coming, going, invitations, roles
from groups.actions.about import update
from groups.models import Invitation, JoinRequest
from happychat.commands.errors import Forbidden, Gone, NotFound, NotMember
from happychat.ids import user_name
from tests.groups.groups import befriend, group, hills, member, names, notices, refusal
from tests.talking import say

pytestmark = pytest.mark.django_db


def test_a_member_adds_a_friend_who_sees_what_comes_from_then_on(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)
    say(ann, stream, "before")
    befriend(bob, eve)

    reply = coming.add(bob.pk, stream, names(eve))

    assert reply == {"version": group(stream).version}
    assert notices(stream) == ["created", "joined"]
    assert (member(stream, eve).joined_seq, member(stream, eve).read_seq) == (3, 3)


@pytest.mark.parametrize(("history", "first"), [("all", 1), ("recent", 12), ("none", 32)])
def test_new_members_see_as_much_as_the_group_says(ann: User, eve: User, history: str, first: int) -> None:
    stream = hills(ann, history=history)
    say(ann, stream, *(f"{n}" for n in range(30)))
    befriend(ann, eve)

    coming.add(ann.pk, stream, names(eve))

    assert member(stream, eve).joined_seq == first


def test_people_who_block_or_do_not_want_to_are_skipped_alike(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann)
    befriend(ann, bob, eve)
    contacts.block(bob.pk, user_name(ann.pk))
    eve.preferences = {"invite": "nobody"}
    eve.save()

    assert coming.add(ann.pk, stream, names(bob, eve)) == {
        "version": group(stream).version,
        "skipped": names(bob, eve),
    }


def test_who_is_there_already_is_not_skipped_and_nothing_is_said(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    version = group(stream).version

    assert coming.add(ann.pk, stream, names(bob)) == {"version": version}


def test_only_admins_add_where_the_group_says_so(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, invite="admins")
    befriend(bob, eve)

    assert refusal(Forbidden, coming.add, bob.pk, stream, names(eve)) == "role"
    assert refusal(Forbidden, invitations.make_link, bob.pk, stream, 60, 0) == "role"
    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")
    assert "skipped" not in coming.add(bob.pk, stream, names(eve))


def test_a_group_is_never_over_full(ann: User, bob: User, eve: User, settings: Any) -> None:
    stream = hills(ann, bob, public=True, join="open")
    befriend(ann, eve)
    settings.MAX_MEMBERS = 2

    assert coming.add(ann.pk, stream, names(eve))["skipped"] == names(eve)
    assert refusal(Forbidden, coming.join, eve.pk, stream, "") == "full"
    code = invitations.make_link(ann.pk, stream, 60, 0)["code"]
    assert refusal(Forbidden, coming.join_by_code, eve.pk, code) == "full"
    assert Invitation.objects.get().used == 0


def test_a_public_open_group_is_joined_at_once(ann: User, eve: User) -> None:
    stream = hills(ann, public=True, join="open")

    assert coming.join(eve.pk, stream, "") == {"stream": stream, "state": "member"}
    assert coming.join(eve.pk, stream, "") == {"stream": stream, "state": "member"}
    assert notices(stream) == ["created", "joined"]


def test_a_group_that_is_not_public_is_not_there(ann: User, eve: User) -> None:
    stream = hills(ann, join="open")

    refusal(NotFound, coming.join, eve.pk, stream, "")
    refusal(NotFound, coming.add, eve.pk, stream, names(ann))


def test_a_public_group_takes_nobody_by_itself_where_it_invites(ann: User, eve: User) -> None:
    stream = hills(ann, public=True)

    assert refusal(Forbidden, coming.join, eve.pk, stream, "") == "closed"
    refusal(NotMember, coming.add, eve.pk, stream, names(ann))


def test_who_asks_waits_until_an_admin_says_yes(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, public=True, join="approval")

    assert coming.join(eve.pk, stream, "I walk too")["state"] == "waiting"
    assert coming.join(eve.pk, stream, "again")["state"] == "waiting"
    assert (group(stream).waiting, group(stream).member_count) == (1, 2)
    assert JoinRequest.objects.get().answer == "I walk too"
    assert refusal(Forbidden, coming.approve, bob.pk, stream, user_name(eve.pk), on=True) == "role"
    coming.approve(ann.pk, stream, user_name(eve.pk), on=True)

    assert (group(stream).waiting, group(stream).member_count) == (0, 3)
    assert (member(stream, eve).left_at, member(stream, eve).waiting) == (None, False)


def test_who_waits_comes_in_when_the_group_is_opened(ann: User, eve: User) -> None:
    stream = hills(ann, public=True, join="approval")
    coming.join(eve.pk, stream, "")
    update(ann.pk, stream, {"join": "open"})

    assert coming.join(eve.pk, stream, "")["state"] == "member"
    assert (group(stream).waiting, JoinRequest.objects.count()) == (0, 0)


def test_a_request_is_declined_or_taken_back(ann: User, eve: User) -> None:
    stream = hills(ann, public=True, join="approval")
    coming.join(eve.pk, stream, "")
    coming.approve(ann.pk, stream, user_name(eve.pk), on=False)
    refusal(Gone, coming.approve, ann.pk, stream, user_name(eve.pk), on=True)

    coming.join(eve.pk, stream, "")
    going.leave(eve.pk, stream)

    assert (group(stream).waiting, JoinRequest.objects.count()) == (0, 0)
    refusal(Gone, coming.approve, ann.pk, stream, user_name(eve.pk), on=True)


def test_a_link_lets_in_as_often_as_it_says(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann)
    link = invitations.make_link(ann.pk, stream, 60, 1)

    assert coming.join_by_code(eve.pk, link["code"]) == {"stream": stream, "state": "member"}
    assert link["url"] == f"{site.BASE_URL}/invite/{link['code']}"
    refusal(NotFound, coming.join_by_code, bob.pk, link["code"])


def test_a_link_that_is_over_revoked_or_unknown_is_not_there(ann: User, eve: User) -> None:
    stream = hills(ann)
    over, revoked = (invitations.make_link(ann.pk, stream, 60, 0) for _ in range(2))
    Invitation.objects.filter(pk=over["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    invitations.revoke_link(ann.pk, stream, revoked["id"])

    for code in (over["code"], revoked["code"], "unknown"):
        refusal(NotFound, coming.join_by_code, eve.pk, code)


def test_who_is_banned_comes_back_only_when_an_admin_adds_them(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve, public=True, join="open")
    befriend(bob, eve)
    code = invitations.make_link(ann.pk, stream, 60, 0)["code"]
    going.remove(ann.pk, stream, names(eve), ban=True)

    assert refusal(Forbidden, coming.join, eve.pk, stream, "") == "closed"
    assert refusal(Forbidden, coming.join_by_code, eve.pk, code) == "closed"
    assert coming.add(bob.pk, stream, names(eve))["skipped"] == names(eve)
    assert "skipped" not in coming.add(ann.pk, stream, names(eve))


def test_who_comes_back_sees_what_comes_from_then_on_and_stays_silenced(ann: User, bob: User) -> None:
    stream = hills(ann, bob, public=True, join="open")
    until = timezone.now() + timedelta(hours=1)
    roles.mute(ann.pk, stream, user_name(bob.pk), until.isoformat())
    going.leave(bob.pk, stream)
    say(ann, stream, "without Bob")

    coming.join(bob.pk, stream, "")

    back = member(stream, bob)
    assert back.joined_seq == group(stream).last_seq
    assert (back.left, back.muted_until) == ("", until)
    assert back.joined_version == group(stream).version
