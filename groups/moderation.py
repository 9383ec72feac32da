"""What the site's moderators do: each at once for everybody who sees it, and written into the audit log."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.bans import ban
from accounts.models import User
from chat.actions.recalling import take_back
from chat.models import Conversation, Kind, Membership, Message, Role
from chat.reporting.models import Decision, Report
from groups.actions.going import close, put_out
from groups.actions.roles import hand_over
from happychat.commands.errors import Conflict, NotFound
from happychat.ids import stream_name
from happychat.streams.versions import lock


def dismiss(report: Report, reason: str, *, by: User) -> None:
    """Decide that nothing is to be done about what is reported."""
    with transaction.atomic():
        _settle(report, Decision.DISMISSED, by)
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
        _settle_all(f"message:{message.conversation_id}:{message.seq}", Decision.REMOVED, by)


def ban_reported(report: Report, reason: str, *, by: User, until: datetime | None) -> None:
    """Ban who wrote what is reported, or who is reported."""
    if report.person is None:
        raise NotFound("This report is about nobody.")
    with transaction.atomic():
        ban(report.person, reason, until=until, by=by)
        _settle(report, Decision.BANNED, by)


def dissolve(group: Conversation, reason: str, *, by: User) -> None:
    """End a group for everybody; Conflict where it has ended."""
    with transaction.atomic():
        group = _locked(group)
        close(group, by.pk)
        _record("dissolve", group, by, reason)
        _settle_all(f"conversation:{group.pk}", Decision.DISSOLVED, by)


def remove_member(membership: Membership, reason: str, *, by: User) -> None:
    """Put a member out for good; the owner hands over first."""
    with transaction.atomic():
        group, member = _member(membership)
        if member.role == Role.OWNER:
            raise Conflict("Make somebody else the owner first.")
        put_out(group, [member], by.pk, "banned")
        _record("remove_member", group, by, f"{member.user} {reason}".strip())


def make_owner(membership: Membership, reason: str, *, by: User) -> None:
    """Hand a group over to a member, whoever owned it."""
    with transaction.atomic():
        group, member = _member(membership)
        owner = Membership.objects.filter(conversation=group, role=Role.OWNER, left_at=None).first()
        if owner is not None and owner.pk == member.pk:
            raise Conflict("They own it already.")
        hand_over(group, owner, member, by.pk)
        _record("make_owner", group, by, f"{member.user} {reason}".strip())


def _locked(group: Conversation) -> Conversation:
    lock(Conversation, [group.pk])
    found = Conversation.objects.filter(pk=group.pk, kind=Kind.GROUP, closed=False).first()
    if found is None:
        raise Conflict("This group has ended.")
    return found


def _member(membership: Membership) -> tuple[Conversation, Membership]:
    group = _locked(membership.conversation)
    member = Membership.objects.select_related("user").filter(pk=membership.pk, left_at=None).first()
    if member is None:
        raise Conflict("They are not in this group any more.")
    member.conversation = group
    return group, member


def _settle(report: Report, decision: Decision, by: User) -> None:
    _settle_all(report.target, decision, by)
    report.refresh_from_db()


def _settle_all(target: str, decision: Decision, by: User) -> None:
    """Decide every open report of one thing; what is decided stays so."""
    open_ones = Report.objects.filter(target=target, decision="")
    open_ones.update(decision=decision, decided_by=by, decided_at=timezone.now())


def _record(action: str, group: Conversation, by: User, reason: str) -> None:
    record(action, by=by, subject_id=stream_name(group.pk), subject=group.title, reason=reason)
