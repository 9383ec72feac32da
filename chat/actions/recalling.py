"""Taking messages back: what was said is gone everywhere, that something was said stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import tell_mailboxes
from accounts.models import Mailbox, User
from chat.actions.access import membership_in
from chat.actions.attaching import forget_files
from chat.actions.timeline import Mine, tell_conversation
from chat.kinds.models import Closing
from chat.models import Conversation, Kind, Membership, Message, Role
from chat.rewriting import rewriting
from happychat.commands.errors import CommandError, Forbidden, NotFound
from happychat.ids import stream_pk, user_name, user_pk
from happychat.streams.versions import lock
from happychat.times import wire

WITHIN = timedelta(minutes=2)
RANK = {Role.MEMBER: 0, Role.ADMIN: 1, Role.OWNER: 2}


def recall(me: int, stream: str, seq: int) -> dict[str, Any]:
    """Take back a message: my own for two minutes, as an admin of the group those of lower roles, as staff any."""
    with transaction.atomic():
        lock(Conversation, [stream_pk(stream)])
        is_staff = User.objects.filter(pk=me, is_staff=True).exists()
        mine = _membership(me, stream, is_staff=is_staff)
        message = _message(stream, seq, mine)
        if message.kind == "notice":
            raise Forbidden("role", "Notices cannot be recalled.")
        if (message.data or {}).get("recalled"):
            return {"version": message.conversation.version}
        if not is_staff and mine is not None:
            _refuse(mine, message)
        by = user_name(me) if mine is not None else ""
        return {"version": take_back(message, by)}


def take_back(message: Message, by: str = "") -> int:
    """Erase a message and tell its conversation; `by` is empty where the site does it. Under its lock."""
    conversation, called = message.conversation, (message.data or {}).get("mentions", [])
    with rewriting(message):
        message.body = ""
        message.data = {"recalled": {"at": wire(timezone.now()), **({"by": by} if by else {})}}
        message.reply_to = None
    message.wordings.all().delete()
    forget_files(message)
    message.votes.all().delete()
    Closing.objects.filter(message=message).delete()
    is_shown = message.seq in conversation.pinned or message.seq == conversation.all_seq
    conversation.pinned = [seq for seq in conversation.pinned if seq != message.seq]
    conversation.all_seq = 0 if message.seq == conversation.all_seq else conversation.all_seq
    at = tell_conversation(conversation, info=is_shown, changed=[message])
    _forget_mentions(message, called)
    return at.version


def _membership(me: int, stream: str, *, is_staff: bool) -> Membership | None:
    try:
        return membership_in(me, stream)
    except CommandError:
        if is_staff:
            return None
        raise


def _message(stream: str, seq: int, mine: Membership | None) -> Message:
    found = Message.objects.filter(conversation=stream_pk(stream), seq=seq).select_related("conversation")
    if mine is not None:
        found = found.filter(seq__gte=mine.floor).exclude(hidden_from=mine.user_id)
    message = found.first()
    if message is None:
        raise NotFound("There is no such message.")
    return message


def _refuse(mine: Membership, message: Message) -> None:
    rank = RANK[Role(mine.role)] if mine.conversation.kind == Kind.GROUP else 0
    if message.author_id == mine.user_id:
        if not rank and timezone.now() - message.sent_at > WITHIN:
            raise Forbidden("too_late", "A message can be taken back for two minutes.")
        return
    author = Membership.objects.filter(conversation=mine.conversation, user=message.author_id, left_at=None).first()
    if rank <= (RANK[Role(author.role)] if author is not None else 0):
        raise Forbidden("role", "Their role is not below yours.")


def _forget_mentions(message: Message, called: list[str]) -> None:
    keys = [user_pk(name) for name in called if name != "all"]
    lock(Mailbox, sorted(keys))  # before their rows are read: what they arrange meanwhile is not lost
    number, changed = str(message.seq), {}
    for mine in Membership.objects.filter(conversation=message.conversation, user__in=keys, left_at=None):
        seqs = mine.mentions.split()
        if number in seqs:
            mine.conversation = message.conversation
            mine.mentions = " ".join(seq for seq in seqs if seq != number)
            mine.save(update_fields=["mentions"])
            changed[mine.user_id] = [Mine(mine)]
    if changed:
        tell_mailboxes(changed)
