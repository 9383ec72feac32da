"""Who may do what in a group: roles, silence, and what a member is called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from chat.actions.timeline import add_notice, tell_conversation
from chat.models import Conversation, Membership, Role
from groups.actions.standing import ADMIN, MEMBER, OWNER, below, log, member, note, present, standing
from happychat.commands.errors import Forbidden
from happychat.ids import user_name
from happychat.times import wire

MOST_ADMINS = 20


def give_role(me: int, stream: str, user: str, role: str) -> dict[str, Any]:
    """Make a member an admin, or an admin a member."""
    with transaction.atomic():
        mine = standing(me, stream, OWNER)
        group, other = mine.conversation, member(mine.conversation, user)
        if other.user_id == me:
            raise Forbidden("self", "Hand the group over instead.")
        if other.role == role:
            return {"version": group.version}
        if role == ADMIN:
            _refuse_full(group)
        other.role = Role(role)
        event = "admin" if role == ADMIN else "not_admin"
        note(mine, event, other.user_id)
        return {"version": add_notice(group, me, event, users=[user], members=[other]).version}


def _refuse_full(group: Conversation) -> None:
    if present(group).filter(role=ADMIN).count() >= MOST_ADMINS:
        raise Forbidden("full", f"A group has at most {MOST_ADMINS} admins.")


def mute(me: int, stream: str, user: str, until: str) -> dict[str, Any]:
    """Let a member whose role is below mine say nothing until a time; an empty or a past one lets them speak."""
    with transaction.atomic():
        mine = standing(me, stream, ADMIN)
        group, other = mine.conversation, member(mine.conversation, user)
        below(mine, other, user)
        when = _ahead(datetime.fromisoformat(until) if until else None)
        if _ahead(other.muted_until) == when:
            return {"version": group.version}
        other.muted_until = when
        if when is None:
            note(mine, "unmuted", other.user_id)
            return {"version": add_notice(group, me, "unmuted", users=[user], members=[other]).version}
        note(mine, "muted", other.user_id, text=wire(when))
        return {"version": add_notice(group, me, "muted", users=[user], members=[other], until=wire(when)).version}


def _ahead(when: datetime | None) -> datetime | None:
    return when if when is not None and when > timezone.now() else None


def transfer(me: int, stream: str, user: str) -> dict[str, Any]:
    """Hand the group over to a member; the old owner becomes an admin."""
    with transaction.atomic():
        mine = standing(me, stream, OWNER)
        group, other = mine.conversation, member(mine.conversation, user)
        if other.user_id == me:
            raise Forbidden("self", "The group is yours.")
        if other.role == MEMBER:  # then there is one admin more: me
            _refuse_full(group)
        return {"version": hand_over(group, mine, other, me)}


def hand_over(group: Conversation, owner: Membership | None, other: Membership, author: int) -> int:
    """Make a member the owner, under the group's lock, and the old one an admin; return the group's version."""
    changed = [other] if owner is None else [owner, other]
    if owner is not None:
        owner.role = ADMIN
    other.role, other.muted_until = OWNER, None  # nobody could let an owner speak again
    log(group, author, "owner", other.user_id)
    return add_notice(group, author, "owner", users=[user_name(other.user_id)], members=changed).version


def call_myself(me: int, stream: str, nickname: str) -> dict[str, Any]:
    """Say what I want to be called in this group."""
    with transaction.atomic():
        mine = standing(me, stream, MEMBER)
        if mine.nickname == nickname:
            return {"version": mine.conversation.version}
        mine.nickname = nickname
        return {"version": tell_conversation(mine.conversation, members=[mine]).version}
