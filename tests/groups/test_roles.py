"""Roles, silence, handing over, and names within a group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from chat.models import Membership
from groups.actions import roles
from groups.commands import Nickname
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import stream_pk, user_name
from tests.groups.groups import group, hills, member, notices, refusal
from tests.talking import say

pytestmark = pytest.mark.django_db


def test_the_owner_makes_admins_and_takes_it_back(ann: User, bob: User) -> None:
    stream = hills(ann, bob)

    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")
    version = group(stream).version
    assert roles.give_role(ann.pk, stream, user_name(bob.pk), "admin") == {"version": version}
    assert refusal(Forbidden, roles.give_role, bob.pk, stream, user_name(bob.pk), "member") == "role"
    roles.give_role(ann.pk, stream, user_name(bob.pk), "member")

    assert notices(stream) == ["created", "admin", "not_admin"]


def test_a_group_has_twenty_admins_at_most(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    people = User.objects.bulk_create(User(username=f"p{n}", nickname="P") for n in range(20))
    Membership.objects.bulk_create(
        Membership(conversation_id=stream_pk(stream), user=person, role="admin") for person in people
    )

    assert refusal(Forbidden, roles.give_role, ann.pk, stream, user_name(bob.pk), "admin") == "full"
    assert refusal(Forbidden, roles.transfer, ann.pk, stream, user_name(bob.pk)) == "full"  # Ann would be one more
    roles.transfer(ann.pk, stream, user_name(people[0].pk))


def test_a_muted_member_says_nothing_until_the_time_is_over(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    later = (timezone.now() + timedelta(hours=1)).isoformat()

    roles.mute(ann.pk, stream, user_name(bob.pk), later)
    assert refusal(Forbidden, say, bob, stream, "hi") == "muted"
    roles.mute(ann.pk, stream, user_name(bob.pk), "")
    say(bob, stream, "hi")

    assert notices(stream) == ["created", "muted", "unmuted"]
    assert refusal(Forbidden, roles.mute, ann.pk, stream, user_name(ann.pk), later) == "role"
    assert refusal(Forbidden, roles.mute, bob.pk, stream, user_name(ann.pk), later) == "role"


def test_handing_over_makes_one_owner_of_another(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)

    assert refusal(Forbidden, roles.transfer, ann.pk, stream, user_name(ann.pk)) == "self"
    refusal(NotFound, roles.transfer, ann.pk, stream, user_name(eve.pk))
    roles.transfer(ann.pk, stream, user_name(bob.pk))

    assert (member(stream, ann).role, member(stream, bob).role) == ("admin", "owner")
    assert refusal(Forbidden, roles.transfer, ann.pk, stream, user_name(bob.pk)) == "role"


def test_a_member_is_called_as_they_like(ann: User, bob: User) -> None:
    stream = hills(ann, bob)

    version = roles.call_myself(bob.pk, stream, "Bobby")["version"]

    assert (member(stream, bob).nickname, group(stream).version) == ("Bobby", version)
    assert roles.call_myself(bob.pk, stream, "Bobby") == {"version": version}


def test_a_name_within_a_group_hides_nothing() -> None:
    assert Nickname(stream="c1", nickname="\u202enn\u200bA  O\u00a0").nickname == "nnA O"
    assert Nickname(stream="c1", nickname="").nickname == ""
