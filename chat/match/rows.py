"""How somebody's search becomes the `match` row of their `me`."""

from __future__ import annotations

from django.utils import timezone

from chat.match.models import Seeker, State
from happychat.ids import stream_name
from happychat.streams.registry import View
from happychat.streams.steps import Row
from happychat.times import wire

HAVING_ONE = (State.PAIRED, State.ENDED)  # a conversation


class MatchRows:
    """Bring the `match` row. One query."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return it if it changed since, also if it is gone."""
        return [match_row(seeker) for seeker in Seeker.objects.filter(pk=view.user, version__gt=version)]

    def whole(self, view: View) -> list[Row]:
        """Return it while there is something to say."""
        rows = [match_row(seeker) for seeker in Seeker.objects.filter(pk=view.user)]
        return [row for row in rows if "gone" not in row]


def match_row(seeker: Seeker) -> Row:
    """Return where a search stands, or that there is none; who is paused without one reads until when."""
    row: Row = {"key": "match", "version": seeker.version}
    is_paused = seeker.paused_until is not None and seeker.paused_until > timezone.now()
    if seeker.state == State.NONE and not is_paused:
        return {**row, "gone": True}
    row |= {"state": seeker.state or State.ENDED, "since": wire(seeker.since)}
    match = seeker.conversation_id if seeker.state in HAVING_ONE else None
    more = {
        "tags": seeker.tags,
        "languages": seeker.languages,
        "stream": stream_name(match) if match else "",
        "ended": seeker.ended if seeker.state == State.ENDED else "",
        "paused_until": wire(seeker.paused_until) if seeker.paused_until and is_paused else "",
    }
    return row | {key: value for key, value in more.items() if value}
