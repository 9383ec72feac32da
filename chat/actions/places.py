"""What a sender is where they send to, read for a whole batch, and what that forbids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from chat.actions.access import refusal_of_ended, refusal_of_left, refusal_of_outsider
from chat.actions.asking import Asking
from chat.lobby.people import is_open
from chat.models import Kind, Role, Who
from happychat.commands.errors import Blocked, CommandError, Forbidden, NotFound, Rate
from happychat.ids import stream_name
from happychat.sets import rows, update, wanted

if TYPE_CHECKING:
    from chat.actions.attaching import Files
    from chat.actions.replying import Replies
    from chat.actions.sending import Send


@dataclass(slots=True)
class Place:
    """What a sender's membership says, as far as sending asks."""

    kind: str
    closed: bool
    left_at: datetime | None
    left: str
    muted_until: datetime | None
    role: str
    spoke_at: datetime | None
    active: bool
    speak: str
    slow: int
    blockers: str
    pair: str | None  # of a direct conversation
    asking: int | None
    version: int
    last_seq: int
    joined_seq: int
    cleared: int
    ended: str


class Original(NamedTuple):
    """The message that was stored under a client_id before."""

    conversation: int
    seq: int
    version: int
    sent_at: datetime


PUSH = "push"  # of a service, which needs no friendship
Found = dict[tuple[int, str, int], tuple[Place | None, Original | None]]
COLUMNS = {"author": "bigint", "client": "text", "stream": "bigint"}
LOOK_UP = """
    SELECT author, client, stream,
        c.kind, c.closed, m.left_at, m."left", m.muted_until, m.role, m.spoke_at, u.is_active, c.speak, c.slow,
        c.blockers, c.pair, c.asking_id, c.version, c.last_seq, m.joined_seq, m.cleared, c.ended,
        k.conversation_id, k.seq, k.version, k.sent_at
    FROM {asked}
    LEFT JOIN chat_membership m ON m.conversation_id = stream AND m.user_id = author
    LEFT JOIN chat_conversation c ON c.id = m.conversation_id
    LEFT JOIN accounts_user u ON u.id = author
    LEFT JOIN chat_message k ON k.author_id = author AND k.client_id = client
"""
ORIGINAL = 21  # the column where it begins


def look_up(sends: list[Send]) -> Found:
    """Return the place of each sender, and what they sent under this client_id before, under the locks. One query."""
    asked, parameters = wanted(COLUMNS, {(send.author, send.client_id, send.conversation) for send in sends})
    found = rows(LOOK_UP.format(asked=asked), parameters)
    return {row[:3]: (_place(row[3:ORIGINAL]), _original(row[ORIGINAL:]) if row[ORIGINAL] else None) for row in found}


def _place(row: tuple[Any, ...]) -> Place | None:
    if row[0] is None:
        return None
    kind, closed, left_at, left, muted_until, role, spoke_at, active, *more = row
    times = _moment(left_at), left, _moment(muted_until), role, _moment(spoke_at)
    return Place(kind, bool(closed), *times, bool(active), *more)


def _original(row: tuple[Any, ...]) -> Original:
    return Original(row[0], row[1], row[2], _moment(row[3]))


def _moment(value: Any) -> Any:
    # Of a query of ours SQLite hands back UTC without saying so, PostgreSQL says so.
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


@dataclass(slots=True)
class Rules:
    """Who may say something in one batch; what is allowed counts for what comes after it."""

    now: datetime
    replies: Replies
    files: Files
    asking: Asking = field(default_factory=Asking)
    _slow: set[tuple[int, int]] = field(default_factory=set)  # who has spoken in a slow group

    def refusal(self, send: Send, place: Place | None) -> CommandError | None:
        """Return why a message is not taken."""
        if place is None:
            return refusal_of_outsider(stream_name(send.conversation))
        if not place.active:
            return NotFound()
        if place.left_at is not None:
            return refusal_of_left(place.left)
        if place.muted_until is not None and place.muted_until > self.now:
            return Forbidden("muted", "You are muted here for now.")
        return self.replies.refusal(send, place) or self.files.refusal(send) or self._in_place(send, place)

    def spoken(self, sends: list[Send], now: datetime) -> None:
        """Remember when members of slow groups spoke."""
        new = {(send.conversation, send.author) for send in sends} & self._slow
        if new:
            at = connection.ops.adapt_datetimefield_value(now)
            keys = {"conversation_id": "bigint", "user_id": "bigint"}
            update("chat_membership", {"spoke_at": "timestamptz"}, keys, [(at, *who) for who in new])

    def _in_place(self, send: Send, place: Place) -> CommandError | None:
        if place.kind == Kind.DIRECT:
            return self._between_two(send, place)
        if place.kind == Kind.MATCH:
            send.mentions, send.replies_to, send.pair = [], 0, place.pair or ""  # there is nobody else
            return refusal_of_ended(place)
        if place.kind == Kind.LOBBY and not is_open():
            return Forbidden("closed", "This site has no lobby any more.")
        return self._of_member(send, place) if place.role == Role.MEMBER else None

    def _between_two(self, send: Send, place: Place) -> CommandError | None:
        """Return why one of two may not write; what the other has blocked is stored, and hidden from them for ever."""
        blockers = [int(key) for key in place.blockers.split()]
        if send.author in blockers:
            return Blocked()
        if place.closed and send.kind != PUSH:
            return Forbidden("not_friends", "You are not friends any more.")
        send.mentions, send.replies_to, send.pair = [], 0, place.pair or ""  # there is nobody else
        send.hidden_from = blockers[0] if blockers else None
        if send.kind != PUSH and (place.asking is not None or not place.last_seq):
            return self.asking.refusal(send, place)
        return None

    def _of_member(self, send: Send, place: Place) -> CommandError | None:
        if place.speak == Who.ADMINS:
            return Forbidden("admins_only", "Only admins speak here.")
        if send.mentions == ["all"]:
            return Forbidden("role", "Only admins call everybody.")
        return self._too_fast(send, place) if place.slow and not send.follows else None

    def _too_fast(self, send: Send, place: Place) -> CommandError | None:
        who, pause = (send.conversation, send.author), timedelta(seconds=place.slow)
        spoke_at = self.now if who in self._slow else place.spoke_at
        if spoke_at is not None and (wait := spoke_at + pause - self.now) > timedelta():
            return Rate(int(wait.total_seconds() * 1000) + 1)
        self._slow.add(who)
        return None
