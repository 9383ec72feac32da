"""Editing: other words for a message, seen by all; what it said before can be read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from chat.actions.access import membership_in
from chat.actions.growing import lengthen
from chat.actions.mentioning import ALL
from chat.actions.timeline import tell_conversation
from chat.actions.touching import message_seen, refuse_muted, touch
from chat.models import Membership, Message, Role
from chat.rewriting import rewriting
from chat.rows import message_row
from chat.wordings.models import Wording
from happychat.commands.errors import Conflict, Forbidden, Gone, NotFound, TooLong
from happychat.ids import user_name, user_pk
from happychat.times import wire

WITHIN = timedelta(hours=24)
EDITABLE = {"text": 8000, "album": 1000, "file": 1000}  # and how long its words may be


def edit(
    me: int,
    stream: str,
    seq: int,
    revision: int,
    body: str,
    *,
    mentions: list[str] | None = None,
    is_open: bool = False,
    bot: bool = False,
) -> dict[str, Any]:
    """Say a message of mine in other words, within a day; `revision` is the one I know, else Conflict with the row.

    A bot may at any time; where its message is open, the words are more of the same.
    """
    with transaction.atomic():
        mine, message = touch(me, stream, seq)
        data = message.data or {}
        if message.author_id != me or message.kind not in EDITABLE or "forwarded" in data:
            raise Forbidden("role", "Only its author edits a message, and only their own words.")
        refuse_muted(mine)
        if len(body) > EDITABLE[message.kind]:
            raise TooLong
        called = data.get("mentions", []) if mentions is None else _members_of(mine, mentions)
        is_same = message.body == body and data.get("mentions", []) == called and data.get("open", False) == is_open
        if is_same and data.get("revision", 0) in {revision, revision + 1}:
            return {"version": message.conversation.version}
        if data.get("revision", 0) != revision:
            raise Conflict(row=message_row(message))
        if is_open or {"open", "stopped"} & data.keys():
            return lengthen(message, body, is_open=is_open)
        if not bot and timezone.now() - message.sent_at > WITHIN:
            raise Forbidden("too_late", "A message can be edited for a day.")
        _reword(message, body, called)
        return {"version": tell_conversation(message.conversation, changed=[message]).version}


def wordings(me: int, stream: str, seq: int) -> list[dict[str, Any]]:
    """Return what a message says and has said, the oldest first."""
    message = message_seen(membership_in(me, stream), seq)
    data = message.data or {}
    if data.get("recalled"):
        raise Gone("This message was taken back.")
    earlier = message.wordings.order_by("revision").values_list("revision", "body", "at")
    found = [{"revision": revision, "body": body, "at": wire(at)} for revision, body, at in earlier]
    present = {"revision": data.get("revision", 0), "body": message.body}
    return [*found, {**present, "at": data.get("edited_at", wire(message.sent_at))}]


def _reword(message: Message, body: str, mentions: list[str]) -> None:
    data = message.data or {}
    revision, at = data.get("revision", 0), data.get("edited_at")
    Wording.objects.create(message=message, revision=revision, body=message.body, at=at or message.sent_at)
    with rewriting(message):
        message.body = body
        data = {**data, "edited_at": wire(timezone.now()), "revision": revision + 1, "mentions": mentions}
        message.data = {name: value for name, value in data.items() if value}
    # Whoever has blocked the author since does not see what they say now.
    blockers = message.conversation.blockers.split()
    message.hidden_from = next(map(int, blockers), message.hidden_from)


def _members_of(mine: Membership, names: list[str]) -> list[str]:
    if names == ALL:
        if mine.role == Role.MEMBER:
            raise Forbidden("role", "Only admins call everybody.")
        return names
    keys = {}
    for name in names:
        try:
            keys[user_pk(name)] = name
        except NotFound:
            continue
    present = Membership.objects.filter(conversation=mine.conversation_id, user__in=keys, left_at=None)
    there = set(present.values_list("user_id", flat=True))
    return [user_name(key) for key in keys if key in there]
