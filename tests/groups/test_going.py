"""Leaving a group, being removed, and the end of a group."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from chat.actions.access import membership_in
from groups.actions import coming, going, invitations, roles
from groups.actions.about import update
from groups.models import JoinRequest, LogEntry
from happychat.commands.errors import Forbidden, Gone, NotFound, NotMember
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.groups.groups import group, hills, member, names, notices, refusal
from tests.talking import say

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


def test_who_leaves_is_out_and_the_others_are_told(ann: User, bob: User) -> None:
    stream = hills(ann, bob)

    going.leave(bob.pk, stream)

    assert notices(stream) == ["created", "left"]
    assert (member(stream, bob).left, group(stream).member_count, group(stream).faces) == ("left", 1, [ann.pk])
    assert going.leave(bob.pk, stream) == {}
    refusal(NotMember, membership_in, bob.pk, stream)


def test_the_owner_hands_over_before_leaving(ann: User, bob: User) -> None:
    stream = hills(ann, bob)

    assert refusal(Forbidden, going.leave, ann.pk, stream) == "owner"
    roles.transfer(ann.pk, stream, user_name(bob.pk))
    going.leave(ann.pk, stream)

    assert member(stream, bob).role == "owner"


def test_the_last_one_out_closes_it(ann: User) -> None:
    stream = hills(ann)

    going.leave(ann.pk, stream)

    assert (group(stream).closed, notices(stream)) == (True, ["created", "dissolved"])
    assert going.leave(ann.pk, stream) == {}


def test_only_who_stands_higher_removes_somebody(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve)

    assert refusal(Forbidden, going.remove, bob.pk, stream, names(eve), ban=False) == "role"
    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")
    assert refusal(Forbidden, going.remove, bob.pk, stream, names(ann), ban=False) == "role"
    assert refusal(Forbidden, going.remove, bob.pk, stream, names(bob), ban=False) == "role"
    going.remove(bob.pk, stream, names(eve), ban=False)

    assert member(stream, eve).left == "removed"
    assert going.remove(bob.pk, stream, names(eve), ban=False) == {}


def test_removing_one_nobody_knows_removes_none(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)

    refusal(NotFound, going.remove, ann.pk, stream, names(bob, eve), ban=False)

    assert member(stream, bob).left_at is None


def test_a_dissolved_group_is_gone_for_who_was_in_it_and_not_found_for_others(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, public=True, join="open")
    code = invitations.make_link(ann.pk, stream, 60, 0)["code"]

    assert refusal(Forbidden, going.dissolve, bob.pk, stream) == "role"
    going.dissolve(ann.pk, stream)

    assert going.dissolve(ann.pk, stream) == {}
    refusal(Gone, going.dissolve, bob.pk, stream)
    refusal(Gone, say, bob, stream, "hello?")
    refusal(Gone, update, ann.pk, stream, {"name": "Hills again"})
    refusal(NotFound, coming.join, eve.pk, stream, "")
    refusal(NotFound, coming.join_by_code, eve.pk, code)
    refusal(NotFound, membership_in, eve.pk, stream)


def test_who_asked_to_join_a_group_that_is_dissolved_asks_no_more(ann: User, eve: User) -> None:
    stream = hills(ann, public=True, join="approval")
    coming.join(eve.pk, stream, "")
    before = member(stream, eve).me_version

    going.dissolve(ann.pk, stream)

    assert (member(stream, eve).waiting, member(stream, eve).me_version > before) == (False, True)


def test_who_looks_after_the_site_dissolves_any_group(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)
    eve.is_staff = True
    eve.save()

    going.dissolve(eve.pk, stream)

    assert group(stream).closed
    assert going.dissolve(eve.pk, stream) == {}


def test_who_waits_hears_that_a_group_has_ended(ann: User, eve: User, told: Told) -> None:
    stream = hills(ann, public=True, join="approval")
    coming.join(eve.pk, stream, "")

    news = told(going.dissolve, ann.pk, stream)

    rows = [item.rows for item in news if isinstance(item, Step) and item.audience == f"user.{eve.pk}"]
    assert [[(row["key"], row.get("gone")) for row in each] for each in rows] == [[(f"conversation:{stream}", True)]]
    assert not JoinRequest.objects.exists()


def test_who_waits_is_banned_and_asks_no_more(ann: User, bob: User, eve: User, told: Told) -> None:
    stream = hills(ann, bob, public=True, join="approval")
    coming.join(eve.pk, stream, "")

    news = told(lambda: going.remove(ann.pk, stream, names(eve), ban=True))

    assert (group(stream).waiting, member(stream, eve).left, member(stream, eve).waiting) == (0, "banned", False)
    assert sorted(item.stream for item in news if isinstance(item, Step)) == [stream, "me"]
    assert refusal(Forbidden, coming.join, eve.pk, stream, "") == "closed"
    refusal(Gone, coming.approve, ann.pk, stream, user_name(eve.pk), on=True)


def test_who_left_before_is_banned_in_the_same_step_as_who_is_there(
    ann: User, bob: User, eve: User, told: Told
) -> None:
    stream = hills(ann, bob, eve, public=True, join="open")
    going.leave(eve.pk, stream)
    version = group(stream).version

    told(lambda: going.remove(ann.pk, stream, names(bob, eve), ban=True))

    assert [member(stream, user).left for user in (bob, eve)] == ["banned"] * 2
    assert group(stream).version == version + 1
    assert told(lambda: going.remove(ann.pk, stream, names(bob, eve), ban=True)) == []
    assert going.remove(ann.pk, stream, names(bob, eve), ban=True) == {}


def test_the_links_of_who_is_removed_let_nobody_in(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)
    theirs, mine = (invitations.make_link(user.pk, stream, 60, 0)["code"] for user in (bob, ann))

    going.remove(ann.pk, stream, names(bob), ban=False)

    for user in (bob, eve):
        refusal(NotFound, coming.join_by_code, user.pk, theirs)
    assert coming.join_by_code(bob.pk, mine)["state"] == "member"


def test_the_log_says_who_did_what(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve, public=True, join="approval")
    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")
    going.leave(eve.pk, stream)
    going.remove(bob.pk, stream, names(eve), ban=True)
    coming.add(bob.pk, stream, names(eve))
    going.remove(ann.pk, stream, names(eve), ban=False)
    link = invitations.make_link(bob.pk, stream, 60, 0)
    invitations.revoke_link(ann.pk, stream, link["id"])
    roles.transfer(ann.pk, stream, user_name(bob.pk))
    going.dissolve(bob.pk, stream)

    said = LogEntry.objects.order_by("pk").values_list("author", "event", "users")

    a, b, e = ann.pk, bob.pk, eve.pk
    assert list(said) == [
        (a, "created", [b, e]),
        (a, "admin", [b]),
        (e, "left", []),
        (b, "banned", [e]),
        (b, "joined", [e]),
        (a, "removed", [e]),
        (b, "link", []),
        (a, "revoked", []),
        (a, "owner", [b]),
        (b, "dissolved", []),
    ]
