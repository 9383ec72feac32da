"""How people go: by themselves, removed, or all at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.actions.access import refusal_of_left
from chat.actions.joining import end, hold, part
from chat.actions.timeline import add_notice, tell_conversation
from chat.models import Conversation, Kind, Membership
from groups.actions.coming import withdraw
from groups.actions.creating import keys_of
from groups.actions.standing import ADMIN, OWNER, below, log, note, present, standing
from groups.models import Invitation, JoinRequest
from happychat.commands.errors import CommandError, Forbidden, NotFound
from happychat.ids import stream_pk, user_name
from happychat.streams.versions import lock


def leave(me: int, stream: str) -> dict[str, Any]:
    """Leave; the owner hands over first, the last one out closes the group. Who waits takes their request back."""
    with transaction.atomic():
        mine = _mine_however(me, stream)
        group = mine.conversation
        if mine.waiting:
            return {"version": withdraw(mine, group)}
        if mine.left_at is not None:
            if mine.left == "left" or (mine.left == "dissolved" and mine.role == OWNER):
                return {}
            raise refusal_of_left(mine.left)
        if group.member_count == 1:
            return close(group, me)
        if mine.role == OWNER:
            raise Forbidden("owner", "Hand the group over first.")
        note(mine, "left")
        at = add_notice(group, me, "left", info=True, members=[mine], detach=end([mine], "left"))
        part([mine])
        return {"version": at.version}


def remove(me: int, stream: str, users: list[str], *, ban: bool) -> dict[str, Any]:
    """Remove people whose role is below mine; who is banned does not come back unless an admin adds them."""
    with transaction.atomic():
        mine = standing(me, stream, ADMIN)
        group = mine.conversation
        found = {m.user_id: m for m in group.memberships.filter(user__in=keys_of(users).values())}
        if len(found) < len(users):
            raise NotFound("There is no such member.")
        gone = [found[key] for key in keys_of(users).values()]
        for membership in gone:
            membership.conversation = group
            if membership.left_at is None:
                below(mine, membership, user_name(membership.user_id))
        there = [membership for membership in gone if membership.left_at is None]
        others = [m for m in gone if m.left_at is not None and m.left != "banned"] if ban else []
        if not there and not others:
            return {}
        hold([*there, *others])
        if others:
            _shut_out(group, others, me, told=not there)
        if there:
            put_out(group, there, me, "banned" if ban else "removed")
        return {"version": group.version}


def dissolve(me: int, stream: str) -> dict[str, Any]:
    """End the group for everybody; its owner may, and who looks after the site."""
    with transaction.atomic():
        lock(Conversation, [stream_pk(stream)])
        group = _dissolvable(me, stream)
        return close(group, me) if group is not None else {}


def _mine_however(me: int, stream: str) -> Membership:
    """Return my membership of a group, also one that has ended."""
    try:
        return standing(me, stream)
    except CommandError:
        found = Membership.objects.select_related("conversation").filter(conversation=stream_pk(stream), user_id=me)
        mine = found.filter(conversation__kind=Kind.GROUP, left_at__isnull=False).first()
        if mine is None or not (mine.left or mine.waiting):
            raise
        return mine


def put_out(group: Conversation, gone: list[Membership], author: int, why: str) -> None:
    """End memberships in one step, under the group's lock, and say who did it."""
    names = [user_name(membership.user_id) for membership in gone]
    log(group, author, why, *(membership.user_id for membership in gone))
    detach = end(gone, why)
    add_notice(group, author, "removed", users=names, info=True, members=gone, detach=detach)
    _revoke_links(group, gone)
    part(gone)


def _shut_out(group: Conversation, others: list[Membership], author: int, *, told: bool) -> None:
    """Ban people who are not here any more, or who ask to be; `told` where no other step of the group follows."""
    users = [membership.user_id for membership in others]
    log(group, author, "banned", *users)
    for membership in others:
        membership.left, membership.waiting = "banned", False
    if JoinRequest.objects.filter(conversation=group, user__in=users).delete()[0]:
        group.waiting = group.requests.count()
        if told:
            tell_conversation(group, info=True)
    _revoke_links(group, others)
    part(others)


def _revoke_links(group: Conversation, gone: list[Membership]) -> None:
    """Take the links of people back with whom nobody should come in any more, least they themselves."""
    Invitation.objects.filter(conversation=group, author__in=[m.user_id for m in gone], revoked_at=None).update(
        revoked_at=timezone.now()
    )


def _dissolvable(me: int, stream: str) -> Conversation | None:
    """Return the group if I may dissolve it; None where I have already."""
    mine = Membership.objects.filter(conversation=stream_pk(stream), user_id=me).first()
    if mine is not None and mine.left == "dissolved" and mine.role == OWNER:
        return None
    if (mine is None or mine.left_at is not None) and User.objects.filter(pk=me, is_staff=True).exists():
        group = Conversation.objects.filter(pk=stream_pk(stream), kind=Kind.GROUP).first()
        if group is not None:
            return None if group.closed else group
    return standing(me, stream, OWNER).conversation


def close(group: Conversation, author: int) -> dict[str, Any]:
    """End a group, under its lock; whoever says so."""
    members = list(present(group).order_by("user_id"))
    asking = list(group.memberships.filter(waiting=True))
    hold([*members, *asking])
    detach = end(members, "dissolved")
    for membership in [*members, *asking]:
        membership.conversation, membership.waiting = group, False
    JoinRequest.objects.filter(conversation=group).delete()
    Invitation.objects.filter(conversation=group).delete()
    group.closed, group.waiting = True, 0
    at = add_notice(group, author, "dissolved", info=True, detach=detach)
    log(group, author, "dissolved")
    part([*members, *asking])
    return {"version": at.version}
