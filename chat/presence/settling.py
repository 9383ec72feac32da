"""What a process writes of the people connected to it: inside the writer's transaction, for many people at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User
from chat.presence.models import LastSeen, Presence, Process
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal

AUDIENCE = "presence"  # heard by each process, not by people


def settle(process: str, came: Collection[int], went: Collection[int]) -> bool:
    """Write that a process is alive, who came to it and who went from it, and bury those that are dead.

    Who is here or gone by it is told. Return whether the process was known: one that slept for too long was buried.
    """
    known = _beat(process)
    changed = _arrive(process, came) | _depart(process, went) | _bury(process)
    look_again(changed)
    return known


def leave(process: str) -> None:
    """Take away a process that ends, and its people, of whom nobody is told: most come back to another one at once."""
    _depart(process, Presence.objects.filter(process=process).values_list("user_id", flat=True))
    Process.objects.filter(pk=process).delete()


def look_again(users: Iterable[int]) -> None:
    """Have every process tell the friends of people how it is with them now; one signal however many they are."""
    if users:
        announce(Signal(AUDIENCE, orjson.dumps(sorted(users))))


def _beat(process: str) -> bool:
    if Process.objects.filter(pk=process).update(seen_at=Now()):
        return True
    Process.objects.create(pk=process, seen_at=Now())
    return False


def _arrive(process: str, users: Collection[int]) -> set[int]:
    """Write who came; return those who were nowhere before."""
    if not users:
        return set()
    known = set(User.objects.filter(pk__in=users).values_list("pk", flat=True))
    before = _here(known)
    rows = [Presence(process_id=process, user_id=user) for user in sorted(known)]
    Presence.objects.bulk_create(rows, ignore_conflicts=True)
    return known - before


def _depart(process: str, users: Collection[int]) -> set[int]:
    """Write who went; return those who are nowhere any more."""
    if not users:
        return set()
    theirs = Presence.objects.filter(process=process, user__in=users)
    return _remove(theirs, dict.fromkeys(theirs.values_list("user_id", flat=True), Now()))


def _bury(process: str) -> set[int]:
    """Take dead processes away; return their people who are nowhere any more.

    Who takes them away tells: what another process is burying is passed over.
    """
    dead = dict(
        Process.objects.dead().exclude(pk=process).select_for_update(skip_locked=True).values_list("pk", "seen_at")
    )
    if not dead:
        return set()
    theirs = Presence.objects.filter(process__in=dead)
    seen: dict[int, datetime] = {}
    for user, where in theirs.values_list("user_id", "process_id"):
        seen[user] = max(seen.get(user, dead[where]), dead[where])
    later = dict(LastSeen.objects.filter(user__in=seen).values_list("user_id", "at"))
    gone = _remove(theirs, {user: max(at, later.get(user, at)) for user, at in seen.items()})
    Process.objects.filter(pk__in=dead).delete()
    return gone


def _remove(presences: QuerySet[Presence], seen: Mapping[int, Any]) -> set[int]:
    """Take presences away and write when their people were seen; return those who are nowhere any more.

    The rows of `LastSeen` come first: where a person goes from two processes at once, the second waits here for the
    first, and finds them gone.
    """
    rows = [LastSeen(user_id=user, at=at) for user, at in sorted(seen.items())]
    LastSeen.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user"], update_fields=["at"])
    presences.delete()
    return seen.keys() - _here(seen)


def _here(users: Collection[int]) -> set[int]:
    return set(Presence.objects.counting().filter(user__in=users).values_list("user_id", flat=True))
