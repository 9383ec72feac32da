"""What a person does with a conversation for themselves alone: reading it, arranging it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from accounts.actions import mailbox_version, tell_mailboxes
from accounts.models import Mailbox, User
from accounts.people import people_apart
from chat.actions.access import membership_in
from chat.actions.timeline import Mine
from chat.models import Kind, Membership
from chat.rows import FEW_MEMBERS, attach_of, audience
from happychat.ids import stream_name, user_name
from happychat.streams.announcing import announce
from happychat.streams.steps import Attach, Signal, signal_frame
from happychat.streams.versions import lock

SEQS = {"archived", "hidden", "cleared"}  # true becomes the newest message of now


def mark_read(me: int, stream: str, seq: int) -> dict[str, Any]:
    """Move the read mark up to a message, tell my devices, and by a signal the others who may know."""
    with transaction.atomic():
        lock(Mailbox, [me])
        membership = membership_in(me, stream)
        seq = min(seq, membership.conversation.last_seq)
        if seq <= membership.read_seq and not membership.unread:
            return {"version": mailbox_version(me)}
        Membership.objects.filter(pk=membership.pk).update(read_seq=Greatest("read_seq", seq))
        membership.read_seq, membership.unread = max(seq, membership.read_seq), False
        version = tell_mailboxes({me: [Mine(membership)]})[me]
        _tell_receipt(membership, "read", membership.read_seq)
    return {"version": version}


def mark_delivered(me: int, stream: str, seq: int) -> dict[str, Any]:
    """Move my delivered mark in a direct conversation and tell the other by a signal; nothing is raised."""
    membership = membership_in(me, stream)
    if membership.conversation.kind == Kind.DIRECT:
        seq = min(seq, membership.conversation.last_seq)
        with transaction.atomic():
            if Membership.objects.filter(pk=membership.pk, delivered_seq__lt=seq).update(delivered_seq=seq):
                _tell_receipt(membership, "delivered", seq)
    return {}


def arrange(me: int, stream: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Pin, mute, archive, hide, clear, file or draft in a conversation, for me alone."""
    with transaction.atomic():
        lock(Mailbox, [me])
        membership = membership_in(me, stream)
        wanted = _wanted(changes, membership.conversation.last_seq)
        changed = {name: value for name, value in wanted.items() if getattr(membership, name) != value}
        if not changed:
            return {"version": mailbox_version(me)}
        for name, value in changed.items():
            setattr(membership, name, value)
        # The first row of a conversation brings its audience, and what was cleared is heard no more.
        joins = "cleared" in changed or not membership.me_version
        attach: dict[int, tuple[Attach, ...]] = {me: (attach_of(membership),)} if joins else {}
        return {"version": tell_mailboxes({me: [Mine(membership)]}, attach)[me]}


def tell_typing(me: int, stream: str) -> None:
    """Tell the others that I am writing; silently not, where nobody should know."""
    membership = membership_in(me, stream)
    conversation = membership.conversation
    if conversation.kind == Kind.LOBBY or conversation.closed or _members(membership) > FEW_MEMBERS:
        return
    if conversation.asking_id:  # a stranger's first words, which nobody has answered yet
        return
    frame = signal_frame(stream, "typing", 6, user=user_name(me))
    announce(Signal(audience(conversation.pk), frame, but=(me, *people_apart(me))))


def receipts(me: int, stream: str) -> dict[str, Any]:
    """Return `{"read", "delivered"}`: how far the others are, of and to people who show receipts."""
    membership = membership_in(me, stream)
    direct = membership.conversation.kind == Kind.DIRECT
    if membership.conversation.kind == Kind.LOBBY:
        return {"read": {}, "delivered": {}}
    user = User.objects.get(pk=me)
    if not _shows_receipts(user) or (not direct and _members(membership) > FEW_MEMBERS):
        return {"read": {}, "delivered": {}}
    if membership.conversation.asking_id:  # nobody has answered a stranger yet
        return {"read": {}, "delivered": {}}
    present = _others(membership).exclude(user__in=people_apart(me)).select_related("user")
    others = [other for other in present if _shows_receipts(other.user)]
    return {
        "read": {user_name(other.user_id): other.read_seq for other in others},
        "delivered": {user_name(o.user_id): max(o.delivered_seq, o.read_seq) for o in others} if direct else {},
    }


def _wanted(changes: dict[str, Any], last_seq: int) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for name, value in changes.items():
        if name in SEQS:
            wanted[name] = last_seq if value else 0
        elif name == "muted_until":
            wanted["quiet_until"] = datetime.fromisoformat(value) if value else None
        else:
            wanted[name] = value
    return wanted


def _tell_receipt(membership: Membership, mark: str, seq: int) -> None:
    """Signal a mark to who may know it: the other in a direct conversation, the members of a small group."""
    direct = membership.conversation.kind == Kind.DIRECT
    if (not direct and mark != "read") or membership.conversation.kind == Kind.LOBBY:
        return
    if membership.conversation.asking_id:
        return
    if not _shows_receipts(User.objects.get(pk=membership.user_id)) or _members(membership) > FEW_MEMBERS:
        return
    hidden = _others(membership).filter(Q(user__preferences__receipts=False)).values_list("user_id", flat=True)
    stream = stream_name(membership.conversation_id)
    frame = signal_frame(stream, "receipt", 0, user=user_name(membership.user_id), **{mark: seq})
    announce(
        Signal(
            audience(membership.conversation_id),
            frame,
            but=(membership.user_id, *hidden, *people_apart(membership.user_id)),
        )
    )


def _shows_receipts(user: User) -> bool:
    return bool(user.preferences.get("receipts", True))


def _others(membership: Membership) -> QuerySet[Membership]:
    present = Membership.objects.filter(conversation_id=membership.conversation_id, left_at=None)
    return present.exclude(user_id=membership.user_id)


def _members(membership: Membership) -> int:
    return Membership.objects.filter(conversation_id=membership.conversation_id, left_at=None).count()
