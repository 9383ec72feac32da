"""Moments as clients see them."""

from __future__ import annotations

from datetime import UTC, datetime


def wire(moment: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
