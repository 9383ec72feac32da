"""Taking one's data along: wanting an archive, and what those say who make it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import tell_mailboxes
from accounts.models import Mailbox
from chat.actions.access import membership_in
from chat.actions.keeping import Mine
from chat.exporting.models import Export
from chat.keeping.models import Kept, Kind
from happychat.commands.errors import NotFound, Quota
from happychat.ids import stream_name
from happychat.streams.versions import lock
from happychat.times import wire

KEPT_FOR = timedelta(days=7)
MOST_KEPT = 3  # of one person; another one takes the place of the oldest
SILENT = timedelta(seconds=60)  # who says nothing for so long makes it no more
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make an archive, good until somebody else claims it; `at` is its proof."""

    export: str
    owner: int
    stream: str  # "" for all
    locale: str
    at: datetime


def ask_for_export(me: int, stream: str = "") -> dict[str, Any]:
    """Want an archive of a conversation, or of all that is mine. One at a time (Quota)."""
    with transaction.atomic():
        conversation = membership_in(me, stream).conversation_id if stream else None
        lock(Mailbox, [me])
        if Export.objects.filter(owner=me, done=False).exists():
            raise Quota("One export is being made; wait for it.")
        _make_room(me)
        export = Export.objects.create(owner_id=me, conversation_id=conversation)
        about = {"at": wire(export.created_at), **({"stream": stream} if stream else {}), "progress": 0}
        _tell(Kept(owner_id=me, kind=Kind.EXPORT, name=export.pk), about)
        return {"id": export.pk}


def claim() -> Claim | None:
    """Take on what waits for somebody to make it. Inside a transaction."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - SILENT)
    found = Export.objects.filter(free, done=False).select_related("owner").order_by("created_at").first()
    if found is None or not Export.objects.filter(free, pk=found.pk, done=False).update(claimed_at=now):
        return None
    stream = stream_name(found.conversation_id) if found.conversation_id else ""
    return Claim(found.pk, found.owner_id, stream, found.owner.locale, now)


def hold(held: Claim, progress: int) -> Claim | None:
    """Say that it is still being made, and how far; None where somebody else makes it now. Inside a transaction."""
    now = max(timezone.now(), held.at + timedelta(microseconds=1))
    if not Export.objects.filter(pk=held.export, claimed_at=held.at, done=False).update(claimed_at=now):
        return None
    lock(Mailbox, [held.owner])
    kept = Kept.objects.get(owner=held.owner, kind=Kind.EXPORT, name=held.export)
    if kept.data["progress"] != progress:
        _tell(kept, {**kept.data, "progress": progress})
    return Claim(held.export, held.owner, held.stream, held.locale, now)


def finish(held: Claim, file: str, error: str = "") -> bool:
    """Hand an archive over, or the code of what went wrong; False where it is not wanted of us any more."""
    lock(Mailbox, [held.owner])
    expires_at = timezone.now() + KEPT_FOR
    mine = Export.objects.filter(pk=held.export, claimed_at=held.at, done=False)
    if not mine.update(done=True, file=file, expires_at=expires_at):
        return False
    kept = Kept.objects.get(owner=held.owner, kind=Kind.EXPORT, name=held.export)
    end = {"error": error} if error else {"progress": 100, "url": f"/api/v1/exports/{held.export}"}
    _tell(kept, {**kept.data, **end})
    return True


def forget_exports() -> None:
    """Delete archives whose time is over, some of them. Inside a transaction."""
    over = Export.objects.filter(done=True, expires_at__lt=timezone.now()).order_by("owner")[:AT_ONCE]
    lock(Mailbox, sorted({export.owner_id for export in over}))
    for export in over:
        _forget(export)


def export_of(me: int, name: str) -> Export:
    """Return an archive of mine that is there."""
    found = Export.objects.filter(pk=name, owner=me, done=True, expires_at__gte=timezone.now()).exclude(file="").first()
    if found is None:
        raise NotFound
    return found


def _make_room(me: int) -> None:
    for export in Export.objects.filter(owner=me, done=True).order_by("-created_at")[MOST_KEPT - 1 :]:
        _forget(export)


def _forget(export: Export) -> None:
    name = export.file.name
    kept = Kept.objects.filter(owner=export.owner_id, kind=Kind.EXPORT, name=export.pk).first()
    export.delete()
    if kept is not None:
        kept.gone = True
        _tell(kept, {})
    if name:  # only then: what is rolled back is still there
        transaction.on_commit(partial(default_storage.delete, name))


def _tell(kept: Kept, data: dict[str, Any]) -> None:
    kept.data = data
    tell_mailboxes({kept.owner_id: [Mine(kept)]})
