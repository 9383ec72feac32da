"""Who is here is counted over all processes, also over those that were killed or fell silent."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from chat.presence.attendance import Attendance
from chat.presence.models import COUNTS_FOR, LastSeen, Presence, Process
from chat.presence.settling import leave
from chat.presence.sight import sights_for
from happychat.streams.steps import Signal, Step
from happychat.threads import readers
from tests.chat.presence.people import PATIENCE_S, card, eventually, gone, here, named, sleep, told
from tests.chat.sockets import connected
from tests.conftest import session_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_process_that_is_silent_for_a_minute_counts_no_more(ann: User, bob: User, talk: str) -> None:
    here(bob)
    sleep("other", COUNTS_FOR.total_seconds() - 15)
    assert card(ann, bob)["online"]

    sleep("other", COUNTS_FOR.total_seconds() + 1)

    assert "online" not in card(ann, bob)


async def test_the_people_of_a_killed_process_are_told_as_gone_by_another(
    ann: User, bob: User, talk: str, attendance: Attendance
) -> None:
    await sync_to_async(here)(bob, process="killed")
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        await told(hers, bob, online=True)
        await sync_to_async(sleep)("killed", 61)

        await told(hers, bob, online=False)

    assert not await readers.run(Process.objects.filter(pk="killed").exists)


def test_only_one_of_the_others_tells(ann: User, bob: User, talk: str, announced: list[Step | Signal]) -> None:
    here(bob, process="killed")
    sleep("killed", 61)
    announced.clear()

    here(ann, process="one")
    here(process="two")

    assert named(announced) == [sorted([ann.pk, bob.pk])]
    assert Process.objects.count() == 2


def test_who_has_come_back_elsewhere_is_not_told_as_gone(ann: User, bob: User, talk: str, announced: Any) -> None:
    here(bob, process="killed")
    here(bob, process="other")
    sleep("killed", 61)
    announced.clear()

    here(process="other")

    assert named(announced) == []
    assert card(ann, bob)["online"]


def test_who_is_at_two_processes_goes_with_the_last(ann: User, bob: User, talk: str, announced: Any) -> None:
    here(bob, process="one")
    here(bob, process="two")
    gone(bob, process="one")
    assert card(ann, bob)["online"]

    gone(bob, process="two")

    assert named(announced) == [[bob.pk], [bob.pk]]
    assert "online" not in card(ann, bob)


async def test_a_process_that_was_taken_for_dead_writes_its_people_again(
    ann: User, talk: str, attendance: Attendance
) -> None:
    async with connected(await sync_to_async(session_of)(ann)):
        await eventually(lambda: ann.pk in attendance._written)
        await sync_to_async(Process.objects.all().delete)()
        assert not await readers.run(Presence.objects.exists)

        attendance._beat_at = 0

        await eventually(lambda: Presence.objects.filter(user=ann).exists())


def test_when_somebody_was_seen_is_when_their_process_last_spoke(ann: User, bob: User, talk: str) -> None:
    here(bob, process="killed")
    sleep("killed", 300)
    spoke = Process.objects.get(pk="killed").seen_at

    here(ann)

    assert LastSeen.objects.get(user=bob).at == spoke


def test_what_was_seen_later_stays(ann: User, bob: User, talk: str) -> None:
    here(bob, process="killed")
    sleep("killed", 300)
    LastSeen.objects.create(user=bob, at=Now())
    seen = LastSeen.objects.get(user=bob).at

    here(ann)

    assert LastSeen.objects.get(user=bob).at == seen


async def test_a_process_that_ends_takes_its_rows_away(ann: User, talk: str, attendance: Attendance) -> None:
    async with connected(await sync_to_async(session_of)(ann)):
        await eventually(lambda: Presence.objects.filter(user=ann).exists())

        await attendance.end(PATIENCE_S)

        assert not await readers.run(Presence.objects.exists)
        assert not await readers.run(Process.objects.exists)
        assert await readers.run(LastSeen.objects.filter(user=ann).exists)


def test_who_went_with_a_process_that_ended_is_not_told_at_once_but_soon(ann: User, bob: User, talk: str) -> None:
    here(bob)
    with transaction.atomic():
        leave("other")

    assert [(sight.user, sight.online) for sight in sights_for([ann.pk])] == [(bob.pk, False)]
