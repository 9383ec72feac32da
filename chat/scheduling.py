"""Messages to be sent later: kept for their author, sent as if they sent them then."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import mailbox_version, tell_mailboxes
from accounts.models import Mailbox
from chat.actions.access import membership_in
from chat.actions.keeping import AT_ONCE, Mine, kept_of, moment_ahead
from chat.actions.sending import send_messages
from chat.actions.touching import message_seen
from chat.arguments.messages import SendMessage
from chat.composing import composed
from chat.keeping.models import Kept, Kind
from chat.models import Conversation, Message
from happychat.commands.errors import CommandError, Gone
from happychat.ids import stream_pk
from happychat.streams.versions import lock


def schedule(me: int, client_id: str, at: str, said: dict[str, Any]) -> dict[str, Any]:
    """Have a message sent at a moment within a year, in place of one with the same client_id; at "" not at all."""
    with transaction.atomic():
        if at:
            mine = membership_in(me, said["stream"])
            if said.get("reply_to"):
                message_seen(mine, said["reply_to"])
        kept = kept_of(me, Kind.SCHEDULED, client_id, is_wanted=bool(at))
        if Message.objects.filter(author=me, client_id=client_id).exists():
            raise Gone("This message was sent already.")
        data = {"at": at, "kind": "text", **said} if at else {}
        if kept.gone == (not at) and kept.data == data:
            return {"version": mailbox_version(me)}
        kept.due_at = moment_ahead(at) if at else None
        kept.data, kept.gone = data, not at
        return {"version": tell_mailboxes({me: [Mine(kept)]})[me]}


def send_due() -> None:
    """Send what is due; what is refused for good says why in its row. Inside a transaction."""
    due = Kept.objects.filter(kind=Kind.SCHEDULED, due_at__lte=timezone.now()).order_by("due_at", "pk")
    found = [(kept.pk, kept.owner_id, kept.data["stream"]) for kept in due[:AT_ONCE]]
    if not found:
        return
    lock(Conversation, sorted({stream_pk(stream) for _, _, stream in found}))
    lock(Mailbox, sorted({owner for _, owner, _ in found}))
    waiting = list(due.filter(pk__in=[pk for pk, _, _ in found]))  # as they are under the locks: some may be cancelled
    sends = [composed(kept.owner_id, _arguments(kept)) for kept in waiting]
    send_messages(sends)
    told: dict[int, list[Mine]] = {}
    for kept, send in zip(waiting, sends, strict=True):
        if _is_done(kept, send.answer):
            told.setdefault(kept.owner_id, []).append(Mine(kept))
    if told:
        tell_mailboxes(told)


def _is_done(kept: Kept, answer: Any) -> bool:
    if not isinstance(answer, CommandError):
        kept.data, kept.gone = {}, True
    elif answer.final:
        kept.data = {**kept.data, "error": answer.code}
    else:  # too fast for now
        return False
    kept.due_at = None
    return True


def _arguments(kept: Kept) -> SendMessage:
    said = {name: value for name, value in kept.data.items() if name not in {"at", "error"}}
    return SendMessage.model_validate({"client_id": kept.name, **said})
