"""Two at the same moment, on connections of their own: whoever comes first, a group is right afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from chat.actions import mine
from chat.actions.sending import send_messages
from chat.models import Membership, Message, Role
from groups.actions import coming, going, invitations, roles
from groups.actions.about import read_notice, update
from groups.models import Invitation, JoinRequest
from happychat.commands.errors import CommandError
from happychat.ids import stream_pk, user_name
from happychat.streams.catching_up import sync
from happychat.streams.registry import ME
from tests.faults.length import by_length
from tests.groups.groups import group, hills, member, names
from tests.rivals import ROUNDS, rivals
from tests.talking import say, send_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(by_length(300, 900))]
Make = Callable[..., User]


def said_after_going(stream: str, user: User, going_is: str) -> list[int]:
    """Return the messages of somebody between a notice that they went and the next that they came."""
    found, is_in = [], True
    for message in Message.objects.filter(conversation=stream_pk(stream)).order_by("seq"):
        notice = (message.data or {}).get("notice")
        if notice == going_is:
            is_in = False
        elif notice == "joined":
            is_in = True
        elif not notice and message.author_id == user.pk and not is_in:
            found.append(message.seq)
    return found


def owners(stream: str) -> list[int]:
    present = Membership.objects.filter(conversation=stream_pk(stream), role=Role.OWNER, left_at=None)
    return list(present.values_list("user_id", flat=True))


@pytest.mark.parametrize("how", ["left", "removed"])
def test_nothing_is_said_by_who_has_gone(ann: User, bob: User, how: str) -> None:
    stream = hills(ann, bob, public=True, join="open")
    ways: dict[str, Callable[[], Any]] = {
        "left": lambda: going.leave(bob.pk, stream),
        "removed": lambda: going.remove(ann.pk, stream, names(bob), ban=False),
    }

    with rivals() as at_once:
        seen = set()
        for number in range(ROUNDS):
            deeds = [ways[how], lambda: say(bob, stream, "one", "two")]
            went, spoke = at_once.codes(*(deeds if number % 2 else deeds[::-1]))[:: 1 if number % 2 else -1]
            assert (went, spoke in {"ok", "not_member"}) == ("ok", True)
            seen.add(spoke)
            coming.join(bob.pk, stream, "")

    assert said_after_going(stream, bob, how) == []
    assert seen == {"ok", "not_member"}, "one was always first: this proved nothing"
    seqs = Message.objects.filter(conversation=stream_pk(stream)).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, group(stream).last_seq + 1))


def test_promoting_two_at_once_makes_no_twenty_first_admin(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve)
    people = User.objects.bulk_create(User(username=f"p{n}", nickname="P") for n in range(19))
    Membership.objects.bulk_create(
        Membership(conversation_id=stream_pk(stream), user=person, role=Role.ADMIN) for person in people
    )

    with rivals() as at_once:
        for _ in range(ROUNDS):
            codes = at_once.codes(
                lambda: roles.give_role(ann.pk, stream, user_name(bob.pk), "admin"),
                lambda: roles.give_role(ann.pk, stream, user_name(eve.pk), "admin"),
            )
            assert sorted(codes) == ["forbidden", "ok"]
            for user in (bob, eve):
                roles.give_role(ann.pk, stream, user_name(user.pk), "member")


def test_a_group_handed_over_twice_has_one_owner(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve)

    with rivals() as at_once:
        for _ in range(ROUNDS):
            codes = at_once.codes(
                lambda: roles.transfer(ann.pk, stream, user_name(bob.pk)),
                lambda: roles.transfer(ann.pk, stream, user_name(eve.pk)),
            )
            assert sorted(codes) == ["forbidden", "ok"]
            (owner,) = owners(stream)
            roles.transfer(owner, stream, user_name(ann.pk))


def test_who_is_handed_a_group_while_leaving_it_has_it_or_has_gone(ann: User, bob: User) -> None:
    stream = hills(ann, bob, public=True, join="open")

    with rivals() as at_once:
        for _ in range(ROUNDS):
            codes = at_once.codes(
                lambda: roles.transfer(ann.pk, stream, user_name(bob.pk)), lambda: going.leave(bob.pk, stream)
            )
            assert codes in (["ok", "forbidden"], ["not_found", "ok"])
            (owner,) = owners(stream)
            if owner == bob.pk:
                roles.transfer(bob.pk, stream, user_name(ann.pk))
            coming.join(bob.pk, stream, "")


def test_who_hands_over_and_leaves_leaves_an_owner(ann: User, bob: User) -> None:
    stream = hills(ann, bob, public=True, join="open")

    with rivals() as at_once:
        for _ in range(ROUNDS):
            handed, left = at_once.codes(
                lambda: roles.transfer(ann.pk, stream, user_name(bob.pk)), lambda: going.leave(ann.pk, stream)
            )
            assert (handed, left in {"ok", "forbidden"}) == ("ok", True)
            assert owners(stream) == [bob.pk]
            coming.join(ann.pk, stream, "")
            roles.transfer(bob.pk, stream, user_name(ann.pk))


@pytest.mark.parametrize("way", ["open", "approval", "code"])
def test_who_joins_what_is_being_dissolved_is_not_left_in_it(ann: User, eve: User, way: str) -> None:
    outcomes = set()

    with rivals() as at_once:
        for number in range(by_length(30, ROUNDS)):
            stream = hills(ann, public=True, join=way if way != "code" else "invitation")
            code = invitations.make_link(ann.pk, stream, 60, 0)["code"]
            deeds: list[Callable[[], Any]] = [
                lambda: going.dissolve(ann.pk, stream),  # noqa: B023
                lambda: coming.join_by_code(eve.pk, code) if way == "code" else coming.join(eve.pk, stream, ""),  # noqa: B023
            ]
            ended, joined = at_once.codes(*(deeds if number % 2 else deeds[::-1]))[:: 1 if number % 2 else -1]
            assert (ended, joined in {"ok", "not_found"}) == ("ok", True)
            outcomes.add(joined)
            assert not Membership.objects.filter(conversation=stream_pk(stream), left_at=None).exists()
            assert not Membership.objects.filter(conversation=stream_pk(stream), waiting=True).exists()

    rows = sync(eve.pk, {ME: 0}, 500)["streams"][0]["rows"]
    assert [row["key"] for row in rows if row["key"].startswith("conversation:")] == []
    assert not JoinRequest.objects.exists()
    assert outcomes == {"ok", "not_found"}, "one was always first: this proved nothing"


@pytest.mark.parametrize("uses", [1, 7])
def test_a_link_lets_in_no_more_than_it_says(ann: User, make_person: Make, uses: int) -> None:
    stream, people = hills(ann), User.objects.bulk_create(User(username=f"p{n}", nickname="P") for n in range(100))

    with rivals(10) as at_once:
        for _ in range(by_length(1, 10)):
            link = invitations.make_link(ann.pk, stream, 60, uses)
            codes = list(
                itertools.chain.from_iterable(
                    at_once.codes(*(lambda user=user: coming.join_by_code(user.pk, link["code"]) for user in some))  # noqa: B023
                    for some in zip(*[iter(people)] * 10, strict=True)
                )
            )
            assert (codes.count("ok"), codes.count("not_found")) == (uses, 100 - uses)
            assert Invitation.objects.get(pk=link["id"]).used == uses
            assert group(stream).member_count == 1 + uses
            came = [user for user in people if Membership.objects.filter(user=user, left_at=None).exists()]
            going.remove(ann.pk, stream, names(*came), ban=False)


def test_the_last_place_is_taken_once(ann: User, make_person: Make, settings: Any) -> None:
    people = [make_person(f"p{number}") for number in range(4)]
    stream = hills(ann, public=True, join="open")
    settings.MAX_MEMBERS = 2

    with rivals(4) as at_once:
        for _ in range(by_length(25, ROUNDS)):
            codes = at_once.codes(*(lambda user=user: coming.join(user.pk, stream, "") for user in people))
            assert sorted(codes) == ["forbidden"] * 3 + ["ok"]
            going.remove(ann.pk, stream, names(people[codes.index("ok")]), ban=False)


def test_a_request_is_answered_or_taken_back(ann: User, eve: User) -> None:
    stream = hills(ann, public=True, join="approval")

    with rivals() as at_once:
        for _ in range(ROUNDS):
            coming.join(eve.pk, stream, "")
            yes, back = at_once.codes(
                lambda: coming.approve(ann.pk, stream, user_name(eve.pk), on=True),
                lambda: going.leave(eve.pk, stream),
            )
            assert (yes in {"ok", "gone"}, back) == (True, "ok")
            assert member(stream, eve).left_at is not None
            assert (group(stream).waiting, group(stream).member_count) == (0, 1)


# What one does for oneself, while others do something with one


def arranged(user: User, stream: str, number: int) -> Callable[[], Any]:
    return lambda: mine.arrange(user.pk, stream, {"draft": f"{number}", "pinned": bool(number % 2)})


def calling(author: User, stream: str, called: User) -> Callable[[], Any]:
    @transaction.atomic
    def call() -> None:
        # Their own message in the same batch writes their row, too.
        sends = [send_of(author, stream), send_of(called, stream, "here")]
        sends[0].mentions = names(called)
        send_messages(sends)
        assert not any(isinstance(send.answer, CommandError) for send in sends)

    return call


def test_what_i_arrange_is_not_lost_while_others_call_me(ann: User, bob: User) -> None:
    stream = hills(ann, bob)

    with rivals() as at_once:
        for number in range(1, ROUNDS + 1):
            assert at_once.codes(calling(ann, stream, bob), arranged(bob, stream, number)) == ["ok", "ok"]
            now = member(stream, bob)
            assert (now.draft, now.pinned) == (f"{number}", bool(number % 2))


def test_what_i_arrange_is_not_lost_while_i_read_a_notice(ann: User, bob: User) -> None:
    stream = hills(ann, bob)

    with rivals() as at_once:
        for number in range(1, ROUNDS + 1):
            update(ann.pk, stream, {"notice": f"Bring {number}"})
            codes = at_once.codes(lambda: read_notice(bob.pk, stream, number), arranged(bob, stream, number))  # noqa: B023
            assert codes == ["ok", "ok"]
            now = member(stream, bob)
            assert (now.draft, now.notice_read) == (f"{number}", number)


def test_who_is_removed_while_arranging_is_out(ann: User, bob: User) -> None:
    stream = hills(ann, bob, public=True, join="open")

    with rivals() as at_once:
        for number in range(1, ROUNDS + 1):
            removed, did = at_once.codes(
                lambda: going.remove(ann.pk, stream, names(bob), ban=False), arranged(bob, stream, number)
            )
            now = member(stream, bob)
            assert (removed, now.left, did in {"ok", "not_member"}) == ("ok", "removed", True)
            if did == "ok":
                assert now.draft == f"{number}"
            coming.join(bob.pk, stream, "")


def test_two_groups_that_call_each_other_s_members_do_not_wait_for_each_other(ann: User, bob: User, eve: User) -> None:
    one, other = hills(ann, bob, eve), hills(ann, bob, eve)

    def call(stream: str, *called: User) -> None:
        send = send_of(ann, stream)
        send.mentions = names(*called)
        with transaction.atomic():
            send_messages([send])

    with rivals(3) as at_once:
        for number in range(ROUNDS):
            codes = at_once.codes(
                lambda: call(one, bob, eve),
                lambda: call(other, eve, bob),
                lambda: mine.mark_read(eve.pk, one, number),  # noqa: B023
            )
            assert codes == ["ok"] * 3
