"""Who is in the lobby now: persons with a live connection to whatever process, each counted once."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, QuerySet

from chat.match.queue import count_waiting
from chat.models import Conversation, Kind
from chat.presence.models import Presence
from happychat.ids import stream_name, user_name
from happychat.streams.steps import signal_frame

MOST_FACES = 12
TTL_S = 90


@dataclass(frozen=True, slots=True)
class People:
    """The lobby, how many are there, who came last, and how many are free to be met by chance."""

    lobby: int
    count: int
    faces: tuple[int, ...]
    free: int = 0

    def frame(self) -> bytes:
        """Return the signal that says it."""
        faces = [user_name(pk) for pk in self.faces]
        about = {"count": self.count, "free": self.free, "faces": faces}
        return signal_frame(stream_name(self.lobby), "people", TTL_S, **about)


def is_open() -> bool:
    """Tell whether the site has a lobby."""
    return bool(settings.ENV.lobby == "open")


def people_in_lobby() -> People | None:
    """Return who is in the lobby; None where the site has none yet. Four queries."""
    lobby = Conversation.objects.filter(kind=Kind.LOBBY).values_list("pk", flat=True).first()
    if lobby is None:
        return None
    newest = _here(lobby).values("user").annotate(last=Max("pk")).order_by("-last")
    faces = tuple(newest.values_list("user", flat=True)[:MOST_FACES])
    return People(lobby, count_in(lobby), faces, count_waiting())


def count_in(lobby: int) -> int:
    """Return how many are in the lobby."""
    return _here(lobby).values("user").distinct().count()


def _here(lobby: int) -> QuerySet[Presence]:
    # From those who are connected: of those who ever entered there may be a hundred times as many.
    return Presence.objects.counting().filter(user__memberships__conversation=lobby, user__memberships__left_at=None)
