"""An answer that grows: its author writes on, until it is whole or somebody who may stops it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chat.actions.timeline import tell_conversation
from chat.actions.touching import refuse_muted, touch
from chat.models import Kind, Membership, Message, Role
from chat.rewriting import rewriting
from happychat.commands.errors import Forbidden


def grow(me: int, stream: str, seq: int, body: str, *, is_open: bool) -> dict[str, Any]:
    """Say an open message in more words; Forbidden/closed once it is open no more, which is how a bot learns to stop.

    What it said on the way is kept nowhere.
    """
    with transaction.atomic():
        mine, message = touch(me, stream, seq)
        if message.author_id != me or message.kind != "text":
            raise Forbidden("role", "Only its author writes on.")
        refuse_muted(mine)
        return lengthen(message, body, is_open=is_open)


def lengthen(message: Message, body: str, *, is_open: bool) -> dict[str, Any]:
    """Say an open message in more words, under its conversation's lock."""
    data = dict(message.data or {})
    if not data.pop("open", False):
        raise Forbidden("closed", "It was stopped.")
    with rewriting(message):
        message.body = body
        message.data = {**data, "revision": data.get("revision", 0) + 1, **({"open": True} if is_open else {})}
    return {"version": tell_conversation(message.conversation, changed=[message]).version}


def refuse_person(*, bot: bool) -> None:
    """Refuse who is no bot: what people say is said at once."""
    if not bot:
        raise Forbidden("role", "Only what a bot says grows.")


def may_stop(mine: Membership, message: Message) -> bool:
    """Tell whether somebody may stop an answer: who asked, and admins."""
    conversation = mine.conversation
    is_admin = conversation.kind == Kind.GROUP and mine.role != Role.MEMBER
    asked = conversation.messages.filter(seq=message.reply_to or 0, author=mine.user_id)
    return conversation.kind == Kind.DIRECT or is_admin or asked.exists()
