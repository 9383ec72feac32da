"""Which part of a file is asked for: one range of bytes, as players and broken downloads ask."""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


class Part(NamedTuple):
    """Bytes of a file, the last one included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Return how many bytes these are."""
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """The file has no such bytes."""


def part_of(header: str, size: int) -> Part | None:
    """Return the part a Range header means; None for the whole file, as also for several parts and for nonsense."""
    asked = _ONE.match(header.replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        return None
    if not asked[1]:
        first, last = max(0, size - int(asked[2])), size - 1
    else:
        first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
        if asked[2] and int(asked[2]) < first:
            return None
    if first > last:
        raise Unsatisfiable
    return Part(first, last)
