"""What must be true after people have met by chance: who met whom, whether they might, and who was passed over."""

from __future__ import annotations

import bisect
import itertools
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.seeking import Person
from chat.match.choosing import ANY_LANGUAGE_AFTER, ANY_TAG_AFTER

Pair = frozenset[str]
GRACE = timedelta(seconds=1)  # between choosing and telling


@dataclass(frozen=True)
class Search:
    """One person's search that found somebody, by the server's clock."""

    name: str
    partner: str
    tags: frozenset[str]
    languages: frozenset[str]
    since: datetime
    met: datetime


def searches_of(people: Iterable[Person], at: int) -> list[Search]:
    """Return what came of everybody's search in one round; who met nobody is not among them."""
    found = []
    for person in people:
        one = person.rounds[at]
        if one.since and one.paired and len(one.heard) == 1:
            wish = frozenset(person.tags), frozenset(person.languages)
            found.append(Search(person.name, next(iter(one.heard)), *wish, one.since, one.paired))
    return found


def broken_rules(people: Sequence[Person], at: int, blocked: set[Pair], stored: Sequence[Sequence[str]]) -> list[str]:
    """Name what is wrong with a round: `stored` is who is together in the matches the database has of it."""
    rounds = {person.name: person.rounds[at] for person in people}
    met = {name: one for name, one in rounds.items() if one.streams}
    last = {person.name: person.last_met(at) for person in people}
    times = Counter(name for pair in stored for name in pair)
    together = {frozenset(pair) for pair in stored}
    forbidden = {pair for pair in together if pair in blocked or len(pair) < 2}
    faults = {
        "was told of several matches": [name for name, one in met.items() if len(one.streams) > 1],
        "is in several matches": [name for name, count in times.items() if count > 1],
        "is in a match and was not told, or the other way around": list(met.keys() ^ times.keys()),
        "heard nobody, or several": [name for name, one in met.items() if len(one.heard) != 1],
        "heard somebody else than they met": [
            name for name, one in met.items() if any(frozenset({name, other}) not in together for other in one.heard)
        ],
        "met whom they must not": [" ".join(sorted(pair)) for pair in forbidden],
        "met whom they had met last": [name for name, one in met.items() if one.heard & last[name]],
        "was refused something": [person.name for person in people if person.refusals],
        "was passed over": [" ".join(pair) for pair in passed_over(people, at, blocked)],
        "is left over though they might meet": [" ".join(pair) for pair in free_pairs(people, at, blocked)],
    }
    return [f"{len(who)} times: {what} ({', '.join(who[:3])})" for what, who in faults.items() if who]


def free_pairs(people: Iterable[Person], at: int, blocked: set[Pair]) -> list[tuple[str, str]]:
    """Return those who have met nobody in a round, and might meet each other."""
    left = [person for person in people if not person.rounds[at].streams]
    return [
        (one.name, other.name)
        for one, other in itertools.combinations(left, 2)
        if frozenset({one.name, other.name}) not in blocked
        and other.name not in one.last_met(at)
        and one.name not in other.last_met(at)
    ]


def passed_over(people: Sequence[Person], at: int, blocked: set[Pair]) -> list[tuple[str, str]]:
    """Return who had waited longer than somebody else whom a third one met, and would have fitted that one as well."""
    searches = searches_of(people, at)
    apart = blocked | {frozenset({person.name, *person.last_met(at)}) for person in people}
    found = []
    partners = {one.name: one for one in searches}
    waiting = sorted(searches, key=lambda one: one.since)
    begun = [one.since for one in waiting]
    for taken in searches:
        third = partners.get(taken.partner)
        if third is None or third.since < taken.since:
            continue  # the later of the two is who could have met another
        for one in waiting[: bisect.bisect_left(begun, taken.since)]:
            may_meet = frozenset({one.name, third.name}) not in apart
            if one.met > taken.met and may_meet and _fits_as_well(one, taken, third):
                found.append((one.name, taken.name))
    return found


def _fits_as_well(one: Search, taken: Search, third: Search) -> bool:
    at = taken.met
    return _agree(one, third) >= _agree(taken, third) and _takes(one, third, at) and _takes(third, one, at)


def _agree(one: Search, other: Search) -> tuple[int, bool]:
    return len(one.tags & other.tags), bool(one.languages & other.languages)


def _takes(one: Search, other: Search, at: datetime) -> bool:
    waited = at - one.since - GRACE
    shares = not one.tags or one.tags & other.tags or waited >= ANY_TAG_AFTER
    speaks = not (one.languages and other.languages) or one.languages & other.languages
    return bool(shares and (speaks or waited >= ANY_LANGUAGE_AFTER))


def rank_correlation(searches: Iterable[Search]) -> float | None:
    """Return how far who began to wait first was met first: 1 always, 0 by chance; None where hardly anybody waited."""
    waited = [one for one in searches if one.met > one.since]
    if len({one.since for one in waited}) < 3 or len({one.met for one in waited}) < 3:
        return None
    began = _ranks([one.since.timestamp() for one in waited])
    return statistics.correlation(began, _ranks([one.met.timestamp() for one in waited]))


def _ranks(values: Sequence[float]) -> list[float]:
    """Return each value's rank; who are equal share the mean of theirs."""
    ordered = sorted(values)
    return [(bisect.bisect_left(ordered, one) + bisect.bisect_right(ordered, one) - 1) / 2 for one in values]
