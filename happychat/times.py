"""Moments as clients see them."""

from __future__ import annotations

from datetime import UTC, datetime


def wire(moment: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds, ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
