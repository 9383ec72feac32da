"""Keeping messages for oneself: as a favourite, or to be reminded of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import mailbox_version, tell_mailboxes
from accounts.models import Mailbox
from chat.actions.access import membership_in
from chat.actions.touching import message_seen
from chat.keeping.models import Kept, Kind
from chat.keeping.rows import kept_row
from happychat.commands.errors import Bad, Gone, Quota
from happychat.streams.steps import Row
from happychat.streams.versions import lock
from happychat.times import wire

MOST = {Kind.FAVOURITE: 1000, Kind.REMINDER: 100, Kind.SCHEDULED: 100, Kind.STICKER: 200}
AT_LEAST, AT_MOST = timedelta(minutes=1), timedelta(days=366)
AT_ONCE = 100


@dataclass(slots=True)
class Mine:
    """Something kept, stamped and saved when its owner's mailbox is told."""

    kept: Kept

    def stamp(self, version: int) -> Row:
        """Return the row at a version."""
        self.kept.version = version
        return kept_row(self.kept)

    @staticmethod
    def save(mine: list[Mine]) -> None:
        """Save what was stamped."""
        for item in mine:
            item.kept.save()


def favourite(me: int, stream: str, seq: int, *, on: bool) -> dict[str, Any]:
    """Keep a message I may see, or no more."""
    with transaction.atomic():
        kept = _about(me, Kind.FAVOURITE, stream, seq, is_wanted=on)
        if kept.gone == (not on):
            return {"version": mailbox_version(me)}
        return changed(kept, {"at": wire(timezone.now())} if on else None)


def remind(me: int, stream: str, seq: int, at: str) -> dict[str, Any]:
    """Be reminded of a message I may see at a moment within a year; "" takes it back."""
    with transaction.atomic():
        kept = _about(me, Kind.REMINDER, stream, seq, is_wanted=bool(at))
        if kept.gone == (not at) and (not at or kept.data == {"at": at}):
            return {"version": mailbox_version(me)}
        kept.due_at = moment_ahead(at) if at else None
        return changed(kept, {"at": at} if at else None)


def come_due() -> None:
    """Tell people what they wanted to be reminded of by now. Inside a transaction."""
    due = Kept.objects.filter(kind=Kind.REMINDER, due_at__lte=timezone.now()).order_by("due_at")
    found = list(due.values_list("pk", "owner_id")[:AT_ONCE])
    lock(Mailbox, sorted({owner for _, owner in found}))
    told: dict[int, list[Mine]] = {}
    for kept in due.filter(pk__in=[pk for pk, _ in found]):  # as they are under the lock
        kept.due_at = None
        kept.data = {**kept.data, "due": True}
        told.setdefault(kept.owner_id, []).append(Mine(kept))
    if told:
        tell_mailboxes(told)


def moment_ahead(at: str) -> datetime:
    """Return a moment from a minute to a year ahead."""
    moment, now = datetime.fromisoformat(at), timezone.now()
    if not now + AT_LEAST <= moment <= now + AT_MOST:
        raise Bad("at: a moment from a minute to a year ahead")
    return moment


def kept_of(me: int, kind: Kind, name: str, *, is_wanted: bool) -> Kept:
    """Return a row of mine, a new one (`gone` so far) where there is room. Locks my mailbox."""
    lock(Mailbox, [me])
    kept = Kept.objects.filter(owner=me, kind=kind, name=name).first() or Kept(
        owner_id=me, kind=kind, name=name, gone=True
    )
    if is_wanted and kept.gone and Kept.objects.filter(owner=me, kind=kind, gone=False).count() >= MOST[kind]:
        raise Quota(f"At most {MOST[kind]} are kept; take one away first.")
    return kept


def _about(me: int, kind: Kind, stream: str, seq: int, *, is_wanted: bool) -> Kept:
    message = message_seen(membership_in(me, stream), seq)
    if is_wanted and (message.data or {}).get("recalled"):
        raise Gone("This message was taken back.")
    return kept_of(me, kind, f"{stream}:{seq}", is_wanted=is_wanted)


def changed(kept: Kept, data: dict[str, Any] | None) -> dict[str, Any]:
    """Store what a row says now, None for nothing more, and tell its owner."""
    kept.data, kept.gone = data or {}, data is None
    return {"version": tell_mailboxes({kept.owner_id: [Mine(kept)]})[kept.owner_id]}
