"""Token buckets, one per person and family of commands, over all their devices and transports.

Each process has its own; where there are several they tell each other ten times a second what was spent, so that more
sockets on more processes are no way around a limit. Nobody waits for that. Refusals are counted in the same way: who
goes on against them floods.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

# family -> (a second, burst)
PEOPLE: Final = {"message.send": (20.0, 100.0), "sync": (20.0, 100.0), "other": (50.0, 200.0)}
GUESTS: Final = {**PEOPLE, "message.send": (2.0, 10.0), "conversation.open": (20 / 3600, 20.0)}
EXTRA: Final = {
    "contact.request": (30 / 3600, 30.0),
    "typing": (1.0, 1.0),
    "upload": (1.0, 20.0),
    "conversation.open": (200 / 3600, 200.0),
    "fetch": (100.0, 1000.0),
    "guests": (60 / 3600, 40.0),  # of one network, which may be a school
    "push": (100.0, 2000.0),
    "model": (60 / 3600, 20.0),
    "bot.edit": (4.0, 4.0),
}
REFUSALS_A_MINUTE: Final = 100
REFUSED: Final = "refused"  # among families, where processes tell each other
MOST_BUCKETS: Final = 100_000


@dataclass(slots=True)
class Bucket:
    """Tokens left at a moment of the monotonic clock."""

    tokens: float
    at: float


_buckets: dict[tuple[int, str], Bucket] = {}
_refusals: dict[int, deque[float]] = {}  # the newest of each person
_spent: dict[tuple[int, str, bool], int] | None = None  # since the others were told; None: there are no others


_scale: float | None = None


def scale() -> float:
    """Return what the site multiplies every limit by; 0 switches them off."""
    global _scale  # noqa: PLW0603  # a setting is looked up for every command otherwise, and that is slow
    if _scale is None:
        _scale = float(settings.RATE_SCALE)
    return _scale


@receiver(setting_changed)
def _forget_scale(*, setting: str, **_: object) -> None:
    global _scale  # noqa: PLW0603
    if setting == "RATE_SCALE":
        _scale = None


def limits(*, guest: bool = False) -> dict[str, tuple[float, float]]:
    """Return what a person may send, as clients are told; scaled as the site says."""
    by = scale()
    rates = GUESTS if guest else PEOPLE
    return {family: (rates[family][0] * by, rates[family][1] * by) for family in PEOPLE}


def take(user_id: int, family: str, *, guest: bool = False, count: int = 1) -> int:
    """Take tokens, as many as a full bucket has at most; return 0, or the milliseconds to wait.

    That is until there are tokens for a second: who came back for each single one would be refused every other time,
    and a long outbox would look like flooding. Called on the event loop only, so it needs no lock.
    """
    if not scale():
        return 0
    rate, burst = _limit(family, guest)
    bucket = _filled(user_id, family, rate, burst)
    taken = min(count, int(burst))
    if bucket.tokens >= taken:
        bucket.tokens -= taken
        _tell_others(user_id, family, guest, taken)
        return 0
    wanted = min(burst, max(float(taken), rate))
    return int((wanted - bucket.tokens) / rate * 1000) + 1  # never too early by a rounding


def floods(user_id: int) -> bool:
    """Count a refusal; tell whether a person had a hundred within a minute, on whatever connections."""
    _tell_others(user_id, REFUSED, False)
    return _refuse(user_id, 1)


def is_flooding(user_id: int) -> bool:
    """Tell whether a person has had a hundred refusals within a minute."""
    times = _refusals.get(user_id)
    return times is not None and len(times) == REFUSALS_A_MINUTE and time.monotonic() - times[0] <= 60


def _refuse(user_id: int, count: int) -> bool:
    now = time.monotonic()
    if len(_refusals) >= MOST_BUCKETS:
        for quiet in [user for user, times in _refusals.items() if now - times[-1] > 60]:
            del _refusals[quiet]
    times = _refusals.setdefault(user_id, deque(maxlen=REFUSALS_A_MINUTE))
    times.extend([now] * min(count, REFUSALS_A_MINUTE))
    return is_flooding(user_id)


def _tell_others(user_id: int, family: str, guest: bool, count: int = 1) -> None:
    if _spent is not None:
        key = (user_id, family, guest)
        _spent[key] = _spent.get(key, 0) + count


def share() -> list[tuple[int, str, bool, int]]:
    """Return what was spent here since the last time, for the other processes; from the first time on it is counted."""
    global _spent  # counted only where there are others to tell
    spent, _spent = _spent or {}, {}
    return [(*key, count) for key, count in spent.items()]


def spend(user_id: int, family: str, guest: bool, count: int) -> None:
    """Take what another process gave out; never more than a full bucket's debt."""
    if family == REFUSED:
        _refuse(user_id, count)
    elif scale():
        rate, burst = _limit(family, guest)
        bucket = _filled(user_id, family, rate, burst)
        bucket.tokens = max(-burst, bucket.tokens - count)


def _filled(user_id: int, family: str, rate: float, burst: float) -> Bucket:
    """Return a bucket with what has flowed in until now."""
    now = time.monotonic()
    bucket = _buckets.get((user_id, family))
    if bucket is None:
        _forget_full(now)
        bucket = _buckets[user_id, family] = Bucket(burst, now)
    bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * rate)
    bucket.at = now
    return bucket


def _limit(family: str, guest: bool) -> tuple[float, float]:
    rate, burst = (guest and GUESTS.get(family)) or EXTRA.get(family) or PEOPLE[family]
    return rate * scale(), max(1.0, burst * scale())


def _forget_full(now: float) -> None:
    # A bucket nobody has touched for an hour is full again: it says nothing.
    if len(_buckets) >= MOST_BUCKETS:
        for key in [key for key, bucket in _buckets.items() if now - bucket.at > 3600]:
            del _buckets[key]


def reset() -> None:
    """Forget everything, and that there are others (tests)."""
    global _spent  # noqa: PLW0603
    _buckets.clear()
    _refusals.clear()
    _spent = None
