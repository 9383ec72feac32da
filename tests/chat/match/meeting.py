"""People who seek somebody, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from chat.actions import matching
from chat.match.models import Seeker
from happychat.ids import stream_name


def seek(*people: User, tags: list[str] | None = None, languages: list[str] | None = None) -> None:
    """Have people begin to wait, one after the other."""
    for user in people:
        matching.start(user.pk, tags or [], languages or [])


def search(user: User) -> dict[str, Any]:
    """Return where somebody's search stands: state, with whom, and how it ended."""
    seeker = Seeker.objects.filter(pk=user.pk).first()
    if seeker is None or not seeker.state:
        return {}
    found = {"state": seeker.state, "ended": seeker.ended}
    return {name: value for name, value in found.items() if value}


def met(one: User, other: User) -> bool:
    """Tell whether two people are in a match with each other now."""
    seekers = Seeker.objects.filter(pk__in=(one.pk, other.pk), state="paired")
    return len({seeker.conversation_id for seeker in seekers}) == 1 and len(seekers) == 2


def match_of(user: User) -> str:
    """Return the stream of somebody's match."""
    key = Seeker.objects.get(pk=user.pk).conversation_id
    assert key is not None
    return stream_name(key)


def ago(user: User, seconds: float) -> None:
    """Let somebody have waited for some time."""
    Seeker.objects.filter(pk=user.pk).update(since=timezone.now() - timedelta(seconds=seconds))
