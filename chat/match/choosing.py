"""Who fits whom: tags that agree come first, and whoever has waited for long takes anybody they may meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

ANY_TAG_AFTER = timedelta(seconds=8)  # who named tags waits so long for somebody who shares one
ANY_LANGUAGE_AFTER = timedelta(seconds=20)
Apart = AbstractSet[tuple[int, int]]  # pairs who must not meet, either way around


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who waits would like."""

    person: int
    since: datetime
    tags: frozenset[str] = frozenset()  # folded
    languages: frozenset[str] = frozenset()
    last: int | None = None  # whom they met last


def folded(tags: Iterable[str]) -> frozenset[str]:
    """Return tags as they are compared: case and width make no difference."""
    return frozenset(unicodedata.normalize("NFKC", tag).casefold().strip() for tag in tags)


def best_for(one: Wish, others: Iterable[Wish], apart: Apart, now: datetime) -> Wish | None:
    """Return whom somebody meets: most tags that agree, then a common language, then who has waited longest."""
    fitting = [other for other in others if _may_meet(one, other, apart) and _fit(one, other, now)]
    return max(fitting, key=lambda other: _rank(one, other), default=None)


def pairs_of(waiting: Iterable[Wish], apart: Apart, now: datetime, most: int) -> list[tuple[Wish, Wish]]:
    """Return who meets whom, at most so many pairs, each person once; who has waited longest chooses first."""
    left = dict(sorted(((wish.person, wish) for wish in waiting), key=lambda item: item[1].since))
    found: list[tuple[Wish, Wish]] = []
    for person in list(left):
        one = left.pop(person, None)
        other = best_for(one, left.values(), apart, now) if one is not None else None
        if one is not None and other is not None:
            del left[other.person]
            found.append((one, other))
            if len(found) == most:
                break
    return found


def _may_meet(one: Wish, other: Wish, apart: Apart) -> bool:
    if other.person in {one.person, one.last} or other.last == one.person:
        return False
    return (one.person, other.person) not in apart and (other.person, one.person) not in apart


def _fit(one: Wish, other: Wish, now: datetime) -> bool:
    return _takes(one, other, now) and _takes(other, one, now)


def _takes(one: Wish, other: Wish, now: datetime) -> bool:
    waited = now - one.since
    shares_tag = not one.tags or bool(one.tags & other.tags)
    speaks = not one.languages or not other.languages or bool(one.languages & other.languages)
    return (shares_tag or waited >= ANY_TAG_AFTER) and (speaks or waited >= ANY_LANGUAGE_AFTER)


def _rank(one: Wish, other: Wish) -> tuple[int, bool, float]:
    return len(one.tags & other.tags), bool(one.languages & other.languages), -other.since.timestamp()
