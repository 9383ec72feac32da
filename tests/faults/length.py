"""How long a fault is kept up: short beside the other tests, at length with FAULTS=long (`make faults`)."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")
AT_LENGTH = os.environ.get("FAULTS") == "long"


def by_length(short: T, long: T) -> T:
    """Return which of two fits this run."""
    return long if AT_LENGTH else short
