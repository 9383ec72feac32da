"""What the site's moderators do to groups: at once for everybody in them, and written into the audit log."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from chat.models import Conversation, Kind, Membership, Role
from chat.moderation import settle
from chat.reporting.models import Decision
from groups.actions.going import close, put_out
from groups.actions.roles import hand_over
from happychat.commands.errors import Conflict
from happychat.ids import stream_name
from happychat.streams.versions import lock


def dissolve(group: Conversation, reason: str, *, by: User) -> None:
    """End a group for everybody; Conflict where it has ended."""
    with transaction.atomic():
        group = _locked(group)
        close(group, by.pk)
        _record("dissolve", group, by, reason)
        settle(f"conversation:{group.pk}", Decision.DISSOLVED, by)


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


def _record(action: str, group: Conversation, by: User, reason: str) -> None:
    record(action, by=by, subject_id=stream_name(group.pk), subject=group.title, reason=reason)
