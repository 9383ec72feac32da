"""The queue of who waits: one at a time may look into it, and what is found there."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from accounts.models import Contact
from chat.match.choosing import Apart, Wish, folded
from chat.match.models import Seeker, State
from chat.reporting.models import Report

LOOKED_AT = 200  # of those who have waited longest
LOCK = 0x6D61746368  # "match": the name of the lock


def hold_queue() -> None:
    """Let nobody else pair or part people until commit; before every other lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def seeker_of(person: int) -> Seeker:
    """Return somebody's search; a new one is not stored yet. Under the queue's lock."""
    return Seeker.objects.filter(pk=person).first() or Seeker(person_id=person)


def seekers_of(people: Collection[int]) -> dict[int, Seeker]:
    """Return people's searches; new ones are not stored yet. Under the queue's lock."""
    found = Seeker.objects.in_bulk(people)
    return {person: found.get(person) or Seeker(person_id=person) for person in people}


def match_of(seeker: Seeker) -> int:
    """Return the conversation of somebody who has met somebody."""
    assert seeker.conversation_id is not None  # noqa: S101  # who is paired has one
    return seeker.conversation_id


def waiting() -> list[Seeker]:
    """Return who waits, the longest first, as many as are looked at."""
    return list(Seeker.objects.filter(state=State.WAITING).order_by("since", "pk")[:LOOKED_AT])


def count_waiting() -> int:
    """Return how many wait."""
    return Seeker.objects.filter(state=State.WAITING).count()


def wish_of(seeker: Seeker) -> Wish:
    """Return what somebody would like."""
    languages = frozenset(seeker.languages)
    return Wish(seeker.person_id, seeker.since, folded(seeker.tags), languages, seeker.partner_id)


def apart_among(people: list[int]) -> Apart:
    """Return who of these must not meet: one blocks the other, or has reported them. Two queries."""
    blocked = Contact.objects.filter(owner__in=people, person__in=people, blocked=True)
    reported = Report.objects.filter(reporter__in=people, person__in=people)
    return {*blocked.values_list("owner_id", "person_id"), *reported.values_list("reporter_id", "person_id")}
