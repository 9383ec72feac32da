"""Who somebody is in a group, under its lock: the first line of every action here."""

from __future__ import annotations

from django.db.models import QuerySet

from chat.actions.access import membership_in
from chat.models import Conversation, Kind, Membership, Role
from groups.models import LogEntry
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import stream_pk, user_pk
from happychat.streams.versions import lock

RANK = {Role.MEMBER: 0, Role.ADMIN: 1, Role.OWNER: 2}
MEMBER, ADMIN, OWNER = Role.MEMBER, Role.ADMIN, Role.OWNER


def standing(me: int, stream: str, at_least: str = MEMBER) -> Membership:
    """Lock a group and return my membership with it; refuse who may not do what asks for a role."""
    lock(Conversation, [stream_pk(stream)])
    mine = in_group(me, stream)
    if rank(mine) < RANK[Role(at_least)]:
        raise Forbidden("role", f"This is for the group's {'owner' if at_least == OWNER else 'admins'}.")
    return mine


def in_group(me: int, stream: str) -> Membership:
    """Return my membership of a group with it; refuse who is not in it."""
    mine = membership_in(me, stream)
    if mine.conversation.kind != Kind.GROUP:
        raise Forbidden("role", "This is not a group.")
    return mine


def rank(membership: Membership) -> int:
    """Return a number that is greater for who may do more."""
    return RANK[Role(membership.role)]


def member(group: Conversation, user: str) -> Membership:
    """Return the membership of somebody who is in the group now; NotFound for everybody else."""
    found = Membership.objects.filter(conversation=group, user_id=user_pk(user), left_at=None).first()
    if found is None:
        raise NotFound("There is no such member.")
    found.conversation = group
    return found


def below(mine: Membership, other: Membership, name: str) -> None:
    """Refuse to do something to a member whose role is not below mine."""
    if rank(other) >= rank(mine):
        raise Forbidden("role", "Their role is not below yours.", user=name)


def note(mine: Membership, event: str, *users: int, text: str = "") -> None:
    """Write in the group's log what I did."""
    log(mine.conversation, mine.user_id, event, *users, text=text)


def log(group: Conversation, author: int, event: str, *users: int, text: str = "") -> None:
    """Write in a group's log what somebody did, who may not be in it."""
    LogEntry.objects.create(conversation=group, author_id=author, event=event, users=list(users), text=text)


def present(group: Conversation) -> QuerySet[Membership]:
    """Return the members who are in a group now."""
    return Membership.objects.filter(conversation=group, left_at=None)
