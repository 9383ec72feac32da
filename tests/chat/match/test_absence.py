"""Who goes away waits no more and is lost to their partner; who comes back in time is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.models import User
from chat.actions.match_rounds import lose_absent
from chat.presence.models import LastSeen, Presence, Process
from tests.chat.match.meeting import ago, match_of, search, seek
from tests.world import Told

pytestmark = pytest.mark.django_db


def here(*users: User, process: str = "one", beat: float = 0) -> None:
    """Let people be connected to a process that spoke some seconds ago."""
    Process.objects.update_or_create(pk=process, defaults={"seen_at": Now() - timedelta(seconds=beat)})
    for user in users:
        Presence.objects.get_or_create(process_id=process, user=user)


def gone(user: User, seconds: float) -> None:
    """Let somebody have gone some seconds ago."""
    Presence.objects.filter(user=user).delete()
    LastSeen.objects.update_or_create(user=user, defaults={"at": Now() - timedelta(seconds=seconds)})


def test_who_is_here_waits_on(ann: User, told: Told) -> None:
    here(ann)
    seek(ann)
    ago(ann, 600)

    assert told(lose_absent) == []


@pytest.mark.parametrize(("seconds", "left"), [(10, {"state": "waiting"}), (16, {})])
def test_who_went_away_waits_no_more_after_a_while(ann: User, seconds: float, left: dict[str, str]) -> None:
    seek(ann)
    ago(ann, 600)
    gone(ann, seconds)

    lose_absent()

    assert search(ann) == left


def test_who_has_just_begun_is_not_away_because_nobody_wrote_yet_that_they_are_here(ann: User) -> None:
    gone(ann, 3600)
    seek(ann)

    lose_absent()

    assert search(ann) == {"state": "waiting"}


def test_who_went_away_is_lost_to_their_partner(ann: User, bob: User, told: Told) -> None:
    seek(ann, bob)
    stream = match_of(ann)
    for user in (ann, bob):
        ago(user, 600)
    here(bob)
    gone(ann, 16)

    news = told(lose_absent)

    assert news[0].rows[0]["ended"] == "lost"  # type: ignore[union-attr]
    assert news[0].stream == stream  # type: ignore[union-attr]
    assert [row["text"] for row in news[0].rows if row.get("notice") == "parted"] == ["lost"]  # type: ignore[union-attr]
    assert search(bob) == search(ann) == {"state": "ended", "ended": "lost"}
    assert told(lose_absent) == []


def test_a_process_that_died_takes_its_people_along_when_it_counts_no_more(ann: User, bob: User) -> None:
    seek(ann, bob)
    for user in (ann, bob):
        ago(user, 600)
    here(ann)
    here(bob, process="dead", beat=59)
    lose_absent()
    assert search(ann) == {"state": "paired"}

    here(process="dead", beat=61)
    lose_absent()

    assert search(ann) == {"state": "ended", "ended": "lost"}


def test_two_who_went_together_are_lost_once(ann: User, bob: User, told: Told) -> None:
    seek(ann, bob)
    for user in (ann, bob):
        ago(user, 600)
        gone(user, 60)

    news = told(lose_absent)

    assert sum(step.audience.startswith("conversation") for step in news) == 1
    assert search(ann) == search(bob) == {"state": "ended", "ended": "lost"}
