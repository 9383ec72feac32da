"""What I keep to myself about a person: my name for them, a star, tags, and that I block them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import annotate_contact, change, lock_pair, mailbox_version, tell_mailboxes
from accounts.models import Contact, ContactState
from accounts.people import person
from accounts.robot import is_robot
from chat.actions.direct import direct_between, note_blockers
from chat.actions.matching import leave_match, match_between
from chat.actions.timeline import Mine
from chat.match.queue import hold_queue
from chat.models import Conversation, Membership
from chat.rows import attach_of
from happychat.commands.errors import Forbidden
from happychat.streams.steps import Attach

REQUESTED = ContactState.REQUESTED
EXPIRE_AFTER = timedelta(days=30)
MOST_AT_ONCE = 100  # requests that expire in one transaction


def annotate(me: int, user: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Set my name for a person, a star, tags; nobody else sees it."""
    return {"version": annotate_contact(me, person(user, asker=me), changes)}


def expire_requests() -> int:
    """Take back requests nobody answered in 30 days, some at a time; return how many."""
    late = Contact.objects.filter(state=REQUESTED, at__lt=timezone.now() - EXPIRE_AFTER).order_by("at")
    pairs = list(late.values_list("owner_id", "person_id")[:MOST_AT_ONCE])
    for me, other in pairs:
        with transaction.atomic():
            pair = lock_pair(me, other)
            if pair.mine.state == REQUESTED and pair.mine.at < timezone.now() - EXPIRE_AFTER:
                changes = {me: [change(pair.mine, ContactState.NONE)]}
                if pair.theirs.state == ContactState.INCOMING:
                    changes[other] = [change(pair.theirs, ContactState.NONE)]
                tell_mailboxes(changes)
    return len(pairs)


def block(me: int, user: str) -> dict[str, Any]:
    """Hear nothing more of a person, who is not told; a request of theirs is declined, a match with them ends."""
    other = person(user, asker=me)
    if is_robot(other):
        raise Forbidden("role", "The robot cannot be blocked; mute or hide your talk with it.")
    with transaction.atomic():
        hold_queue()
        match = match_between(me, other.pk)
        conversation = direct_between(me, other.pk, beside=match.conversation_id if match else None)
        pair = lock_pair(me, other.pk)
        if pair.mine.blocked:
            return {"version": mailbox_version(me)}
        if pair.mine.state == ContactState.INCOMING:
            pair.mine = change(pair.mine, ContactState.NONE)
            pair.mine.declined_at = pair.mine.at
        pair.mine.blocked = True
        ended = leave_match(match) if match else {}
        version = tell_mailboxes({**ended, me: [*ended.get(me, ()), pair.mine]})[me]
        if conversation is not None:
            note_blockers(conversation)
    return {"version": version}


def unblock(me: int, user: str) -> dict[str, Any]:
    """Hear a person again; what they wrote meanwhile stays hidden and counts as read."""
    other = person(user, asker=me)
    with transaction.atomic():
        conversation = direct_between(me, other.pk)
        pair = lock_pair(me, other.pk)
        if not pair.mine.blocked:
            return {"version": mailbox_version(me)}
        pair.mine.blocked = False
        changed: list[Any] = [pair.mine]
        attach: dict[int, tuple[Attach, ...]] = {}
        if conversation is not None:
            membership = _all_read(conversation, me)
            changed += [Mine(membership)]
            attach = {me: (attach_of(membership),)}  # it may have begun while they were blocked
        version = tell_mailboxes({me: changed}, attach)[me]
        if conversation is not None:
            note_blockers(conversation)
    return {"version": version}


def _all_read(conversation: Conversation, me: int) -> Membership:
    Membership.objects.filter(conversation=conversation, user_id=me).update(read_seq=conversation.last_seq)
    membership = Membership.objects.select_related("conversation").get(conversation=conversation, user_id=me)
    if not membership.me_version:  # it began while they were blocked: shown when something comes that may be seen
        membership.hidden = conversation.last_seq
    return membership
