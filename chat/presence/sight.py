"""Who may know whether somebody is here, and how they are told: friends and two who have met, if both show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from accounts.models import Contact, ContactState
from chat.match.models import Seeker, State
from chat.presence.models import Presence
from happychat.ids import user_name
from happychat.streams.registry import ME
from happychat.streams.steps import signal_frame
from happychat.times import Ago, wire

TTL_S = 90
RECENTLY = timedelta(seconds=120)  # who went within it is told of again: the first word may have been lost
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sight:
    """One person as a friend sees them now."""

    viewer: int
    user: int
    online: bool
    gone_at: datetime | None

    def frame(self) -> bytes:
        """Return the signal that says it."""
        gone = {"seen_at": wire(self.gone_at)} if self.gone_at and not self.online else {}
        return presence_frame(self.user, online=self.online, **gone)


def presence_frame(user: int, *, online: bool, **more: str) -> bytes:
    """Return the signal `presence`."""
    return signal_frame(ME, "presence", TTL_S, user=user_name(user), online=online, **more)


def here(person: str) -> Exists:
    """Return whether the person a column names is connected to some living process."""
    return Exists(Presence.objects.counting().filter(user=OuterRef(person)))


def sights_of(users: Iterable[int], process: str) -> list[Sight]:
    """Return how friends who are connected to a process, and whom they have met, see these people. One query."""
    users = list(users)
    connected = Presence.objects.filter(process=process)
    # Not as joins: SQLite would begin with everybody who is connected, and look for each of `users` with each of them.
    friends = friendships().filter(Exists(connected.filter(user=OuterRef("owner"))), person__in=users)
    return _sights(friends, met().filter(Exists(connected.filter(user=OuterRef("person"))), partner__in=users))


def sights_for(viewers: Iterable[int]) -> list[Sight]:
    """Return how these people see their friends who are here, or went a moment ago, and whom they met. One query."""
    viewers = list(viewers)
    recently = Q(online=True) | Q(gone_at__gt=Ago(RECENTLY))
    return _sights(friendships().filter(recently, owner__in=viewers), met().filter(recently, person__in=viewers))


def friendships() -> QuerySet[Contact]:
    """Return friendships from the viewer's side, without those in which one blocks the other."""
    mutual = Contact.objects.filter(
        owner=OuterRef("person"), person=OuterRef("owner"), state=ContactState.FRIEND, blocked=False
    )
    return Contact.objects.filter(Exists(mutual), state=ContactState.FRIEND, blocked=False).annotate(
        online=here("person"), gone_at=F("person__last_seen__at")
    )


def met() -> QuerySet[Seeker]:
    """Return who has met whom by chance, from the viewer's side."""
    paired = Seeker.objects.filter(state=State.PAIRED)
    return paired.annotate(online=here("partner"), gone_at=F("partner__last_seen__at"))


def _sights(friendships: QuerySet[Contact], met: QuerySet[Seeker]) -> list[Sight]:
    friends = _seen(friendships, "owner", "person")
    return [
        Sight(*row[:4]) for row in friends.union(_seen(met, "person", "partner"), all=True) if NOBODY not in row[4:]
    ]


def _seen(people: QuerySet[Any], viewer: str, user: str) -> QuerySet[Any, Any]:
    choices = [KeyTextTransform("last_seen", f"{side}__preferences") for side in (user, viewer)]
    return people.values_list(f"{viewer}_id", f"{user}_id", "online", "gone_at", *choices)
