"""Many at the same moment, on connections of their own: nobody meets two, and nobody keeps what the other left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from chat.actions import contacts, matching
from chat.match.models import Seeker
from chat.models import Conversation, Membership
from happychat.ids import user_name
from tests.chat.match.meeting import match_of, met, search
from tests.faults.length import by_length
from tests.rivals import ROUNDS, rivals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(by_length(300, 900))]
Make = Callable[..., User]


def test_two_who_begin_at_once_meet_each_other_once(ann: User, bob: User) -> None:
    with rivals() as together:
        for _ in range(ROUNDS):
            Seeker.objects.all().delete()
            together.race(partial(matching.start, ann.pk, [], []), partial(matching.start, bob.pk, [], []))

            assert met(ann, bob)
    assert Conversation.objects.filter(kind="match").count() == ROUNDS


def test_one_who_waits_meets_one_of_two_who_come_at_once(ann: User, bob: User, eve: User) -> None:
    with rivals() as together:
        for _ in range(ROUNDS):
            Seeker.objects.all().delete()
            matching.start(eve.pk, [], [])
            together.race(partial(matching.start, ann.pk, [], []), partial(matching.start, bob.pk, [], []))

            states = sorted(Seeker.objects.values_list("state", flat=True))
            assert states == ["paired", "paired", "waiting"]


def test_both_leave_at_once_and_it_ends_once(ann: User, bob: User) -> None:
    with rivals() as together:
        for _ in range(ROUNDS):
            Seeker.objects.all().delete()
            for user in (ann, bob):
                matching.start(user.pk, [], [])
            stream = match_of(ann)
            together.race(partial(matching.stop, ann.pk, stream), partial(matching.another, bob.pk, stream))

            assert (search(ann), search(bob)) == ({}, {"state": "waiting"})
            notices = Conversation.objects.get(pk=int(stream[1:])).messages.values_list("data", flat=True)
            assert [notice["notice"] for notice in notices if notice] == ["matched", "parted"]


def test_one_keeps_while_the_other_blocks(ann: User, bob: User) -> None:
    with rivals() as together:
        for _ in range(ROUNDS):
            Seeker.objects.all().delete()
            for user in (ann, bob):
                matching.start(user.pk, [], [])
            stream = match_of(ann)
            matching.keep(ann.pk, stream)
            together.race(partial(matching.keep, bob.pk, stream), partial(contacts.block, ann.pk, user_name(bob.pk)))

            assert search(ann) == {}
            contacts.unblock(ann.pk, user_name(bob.pk))
    assert Membership.objects.filter(conversation__kind="direct").count() in {0, 2}
