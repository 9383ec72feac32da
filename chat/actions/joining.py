"""How memberships begin and end, whatever the kind of conversation: in one step with its `member:` row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.actions import tell_mailboxes
from accounts.models import Mailbox
from chat.actions.timeline import MINE, Mine
from chat.models import Conversation, History, Membership, Role
from chat.rows import attach_of, audience
from happychat.streams.steps import Detach
from happychat.streams.versions import lock

RECENT = 20  # messages


def begin(conversation: Conversation, users: Iterable[int], *, owner: int = 0) -> list[Membership]:
    """Return memberships of people who come with the next message; who was there before takes up their old one.

    Under the conversation's lock; the caller tells the conversation, then `welcome`s them.
    """
    users = list(users)
    again = Membership.objects.filter(conversation=conversation, user__in=users)
    old = {membership.user_id: membership for membership in again}
    new = [Membership(conversation=conversation, user_id=user) for user in users if user not in old]
    came = conversation.last_seq + 1
    for membership in [*old.values(), *new]:
        membership.conversation = conversation
        membership.version = 0  # a membership begins
        membership.role = Role.OWNER if membership.user_id == owner else Role.MEMBER
        membership.joined_seq = _first_seen(conversation, came)
        membership.read_seq = came
        membership.mentions = ""
        membership.left_at, membership.left, membership.waiting = None, "", False
    Membership.objects.bulk_create(new)
    Membership.objects.filter(pk__in=[m.pk for m in old.values()]).update(read_seq=came, mentions="")
    found = old | {membership.user_id: membership for membership in new}
    return [found[user] for user in users]


def welcome(memberships: list[Membership]) -> dict[int, int]:
    """Give people the row of a conversation they are in now; return the versions of their `me`."""
    return tell_mailboxes(
        {membership.user_id: [Mine(membership)] for membership in memberships},
        {membership.user_id: (attach_of(membership),) for membership in memberships},
    )


def end(memberships: list[Membership], why: str, at: datetime | None = None) -> tuple[Detach, ...]:
    """End memberships with the next step; return what takes their sockets out after it."""
    hold(memberships)
    for membership in memberships:
        membership.left_at, membership.left = at or timezone.now(), why
        membership.role = Role.MEMBER
    return tuple(Detach(m.user_id, audience(m.conversation_id)) for m in memberships)


def hold(memberships: list[Membership]) -> None:
    """Lock people's mailboxes, and read anew what they did for themselves until then; under the conversation's lock.

    Before anything of theirs is written: who arranges a conversation locks the mailbox first, then writes the row.
    """
    lock(Mailbox, sorted({membership.user_id for membership in memberships}))
    mine = [*MINE, "read_seq", "mentions"]
    now = Membership.objects.filter(pk__in=[membership.pk for membership in memberships]).values("pk", *mine)
    found = {row["pk"]: row for row in now}
    for membership in memberships:
        for name in mine:
            setattr(membership, name, found[membership.pk][name])


def part(memberships: list[Membership]) -> dict[int, int]:
    """Tell people that they are in a conversation no more; return the versions of their `me`."""
    return tell_mailboxes({membership.user_id: [Mine(membership)] for membership in memberships})


def _first_seen(conversation: Conversation, came: int) -> int:
    if conversation.history == History.ALL:
        return 1
    return max(1, came - RECENT) if conversation.history == History.RECENT else came
