"""How people come into a group: added, by a link, by asking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actions import tell_mailboxes
from accounts.people import letting
from chat.actions.joining import begin, welcome
from chat.actions.timeline import Mine, add_notice, tell_conversation
from chat.models import Conversation, Join, Membership, Who
from groups.actions.creating import keys_of
from groups.actions.standing import ADMIN, log, note, present, rank, standing
from groups.models import Invitation, JoinRequest
from happychat.commands.errors import Forbidden, Gone, NotFound
from happychat.ids import stream_name, stream_pk, user_name, user_pk
from happychat.streams.versions import lock


def add(me: int, stream: str, users: list[str]) -> dict[str, Any]:
    """Add people who let me; the others are in `skipped`, whatever the reason."""
    with transaction.atomic():
        mine = inviting(me, stream)
        group, asked = mine.conversation, keys_of(users)
        there = set(present(group).filter(user__in=asked.values()).values_list("user_id", flat=True))
        banned = set() if rank(mine) else _banned(group, asked.values())
        willing = letting(me, asked.values(), "invite") - banned - there
        room = settings.MAX_MEMBERS - group.member_count
        new = [key for key in asked.values() if key in willing][:room]
        if new:
            _come(group, new, author=me)
        skipped = [user for user in users if asked.get(user) not in there | set(new)]
        return {"version": group.version, **({"skipped": skipped} if skipped else {})}


def inviting(me: int, stream: str) -> Membership:
    """Return my membership where I may bring others in."""
    mine = standing(me, stream)
    if mine.conversation.invite == Who.ADMINS and not rank(mine):
        raise Forbidden("role", "Only admins bring others in.")
    return mine


def join(me: int, stream: str, answer: str) -> dict[str, Any]:
    """Join a public group, or ask to."""
    with transaction.atomic():
        group = _public(me, stream)
        mine = Membership.objects.filter(conversation=group, user_id=me).first()
        if mine is not None and mine.left_at is None:
            return _joined(group)
        if group.join == Join.INVITATION or (mine is not None and mine.left == "banned"):
            raise Forbidden("closed", "This group takes nobody.")
        asks = group.join == Join.APPROVAL
        if asks and mine is not None and mine.waiting:
            return _joined(group, "waiting")
        _refuse_full(group)
        if asks:
            _ask(group, me, answer)
            return _joined(group, "waiting")
        _come(group, [me], author=me)
        return _joined(group)


def join_by_code(me: int, code: str) -> dict[str, Any]:
    """Join with an invitation, which is as good as an admin's yes."""
    with transaction.atomic():
        found = Invitation.objects.of(code).first()
        if found is None:
            raise NotFound
        lock(Conversation, [found.conversation_id])
        # Counted under the group's lock: never more come than it lets in.
        invitation = Invitation.objects.of(code).select_related("conversation").first()
        if invitation is None:
            raise NotFound
        group = invitation.conversation
        mine = Membership.objects.filter(conversation=group, user_id=me).first()
        if mine is not None and mine.left_at is None:
            return _joined(group)
        if mine is not None and mine.left == "banned":
            raise Forbidden("closed", "This group takes nobody.")
        _refuse_full(group)
        Invitation.objects.filter(pk=invitation.pk).update(used=F("used") + 1)
        _come(group, [me], author=me)
        return _joined(group)


def approve(me: int, stream: str, user: str, *, on: bool) -> dict[str, Any]:
    """Let somebody in who asked, or not."""
    with transaction.atomic():
        mine = standing(me, stream, ADMIN)
        group = mine.conversation
        asked = Membership.objects.filter(conversation=group, user_id=user_pk(user)).first()
        if asked is not None and asked.left_at is None and on:
            return {"version": group.version}
        if asked is None or not asked.waiting:
            raise Gone("There is no request of theirs any more.")
        if on:
            _refuse_full(group)
            _come(group, [asked.user_id], author=me)
        else:
            note(mine, "declined", asked.user_id)
            withdraw(asked, group)
        return {"version": group.version}


def withdraw(asked: Membership, group: Conversation) -> int:
    """Take a request to join away; return the version of the asker's `me`."""
    JoinRequest.objects.filter(conversation=group, user_id=asked.user_id).delete()
    asked.waiting, asked.conversation = False, group
    group.waiting = group.requests.count()
    tell_conversation(group, info=True)
    return tell_mailboxes({asked.user_id: [Mine(asked)]})[asked.user_id]


def _public(me: int, stream: str) -> Conversation:
    """Lock and return a group whose card I may see, or that I am in."""
    lock(Conversation, [stream_pk(stream)])
    group = Conversation.objects.filter(pk=stream_pk(stream)).with_card_for(me).first()
    if group is None:
        raise NotFound
    return group


def _refuse_full(group: Conversation) -> None:
    if group.member_count >= settings.MAX_MEMBERS:
        raise Forbidden("full", "This group is full.")


def _ask(group: Conversation, me: int, answer: str) -> None:
    JoinRequest.objects.create(conversation=group, user_id=me, answer=answer)
    mine, _ = Membership.objects.get_or_create(conversation=group, user_id=me, defaults={"left_at": timezone.now()})
    mine.conversation, mine.waiting = group, True
    group.waiting = group.requests.count()
    tell_conversation(group, info=True)
    tell_mailboxes({me: [Mine(mine)]})


def _come(group: Conversation, users: list[int], *, author: int) -> None:
    """Make people members in one step, whoever let them in; what they asked for is answered by it."""
    if JoinRequest.objects.filter(conversation=group, user__in=users).delete()[0]:
        group.waiting = group.requests.count()
    memberships = begin(group, users)
    add_notice(group, author, "joined", users=[user_name(pk) for pk in users], info=True, members=memberships)
    log(group, author, "joined", *users)
    welcome(memberships)


def _banned(group: Conversation, users: Iterable[int]) -> set[int]:
    banned = Membership.objects.filter(conversation=group, user__in=users, left="banned")
    return set(banned.values_list("user_id", flat=True))


def _joined(group: Conversation, state: str = "member") -> dict[str, Any]:
    return {"stream": stream_name(group.pk), "state": state}
