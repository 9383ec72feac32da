"""What the site's moderators do about what was said: at once for everybody, and written into the audit log."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.bans import ban
from accounts.models import User
from chat.actions.recalling import take_back
from chat.models import Conversation, Message
from chat.reporting.models import Decision, Report
from happychat.commands.errors import Conflict, NotFound
from happychat.ids import stream_name
from happychat.streams.versions import lock


def dismiss(report: Report, reason: str, *, by: User) -> None:
    """Decide that nothing is to be done about what is reported."""
    with transaction.atomic():
        settle(report.target, Decision.DISMISSED, by)
        record("dismiss", by=by, subject_id=report.target, subject=str(report), reason=reason)


def remove_message(message: Message, reason: str, *, by: User) -> None:
    """Erase what was said in every window; Conflict where it is gone already."""
    with transaction.atomic():
        lock(Conversation, [message.conversation_id])
        message = Message.objects.select_related("conversation", "author").get(pk=message.pk)
        if message.kind == "notice" or (message.data or {}).get("recalled"):
            raise Conflict("There is nothing to remove.")
        take_back(message)
        where = f"{stream_name(message.conversation_id)}:{message.seq}"
        record("remove_message", by=by, subject_id=where, subject=str(message.author), reason=reason)
        settle(f"message:{message.conversation_id}:{message.seq}", Decision.REMOVED, by)


def ban_reported(report: Report, reason: str, *, by: User, until: datetime | None) -> None:
    """Ban who wrote what is reported, or who is reported."""
    if report.person is None:
        raise NotFound("This report is about nobody.")
    with transaction.atomic():
        ban(report.person, reason, until=until, by=by)
        settle(report.target, Decision.BANNED, by)


def remove_reported(report: Report, reason: str, *, by: User) -> None:
    """Erase the message that is reported."""
    message = None
    if report.conversation_id and report.seq:
        message = Message.objects.filter(conversation=report.conversation_id, seq=report.seq).first()
    if message is None:
        raise NotFound("This report is about no message.")
    remove_message(message, reason, by=by)


def settle(target: str, decision: Decision, by: User) -> None:
    """Decide every open report of one thing; what is decided stays so."""
    open_ones = Report.objects.filter(target=target, decision="")
    open_ones.update(decision=decision, decided_by=by, decided_at=timezone.now())
