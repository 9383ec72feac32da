"""Keeping messages in sight, at the top of a conversation."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chat.actions.access import membership_in
from chat.actions.timeline import notice_of, read_up_to, tell_conversation
from chat.actions.touching import refuse_apart
from chat.models import Conversation, Kind, Role
from chat.rows import view_of
from chat.visible import visible_messages
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import stream_pk
from happychat.streams.versions import lock

MOST_PINS = 20


def pin(me: int, stream: str, seq: int, *, on: bool) -> dict[str, Any]:
    """Pin a message I may see, or unpin it: both may in a direct conversation, admins in a group."""
    with transaction.atomic():
        lock(Conversation, [stream_pk(stream)])
        mine = membership_in(me, stream)
        conversation = mine.conversation
        refuse_apart(mine)
        if conversation.kind not in {Kind.DIRECT, Kind.MATCH} and mine.role == Role.MEMBER:
            raise Forbidden("role", "Admins pin.")
        if not on and seq in conversation.pinned:  # also one I joined too late to see: all see that it is there
            conversation.pinned = [other for other in conversation.pinned if other != seq]
            return {"version": tell_conversation(conversation, info=True).version}
        found = visible_messages(view_of(mine), "seq = %s", [seq], limit=1)
        if not found:
            raise NotFound("There is no such message.")
        if found[0].kind == "notice":
            raise Forbidden("role", "Notices are not pinned.")
        if on == (seq in conversation.pinned):
            return {"version": conversation.version}
        if len(conversation.pinned) >= MOST_PINS:
            raise Forbidden("full", f"At most {MOST_PINS} messages are pinned.")
        conversation.pinned = [seq, *conversation.pinned]
        notice = notice_of(conversation, me, "pinned", seq=seq)
        notice.hidden_from = next(map(int, conversation.blockers.split()), None)  # as all that is said to who blocks
        at = tell_conversation(conversation, info=True, messages=[notice])
        read_up_to(conversation, me, at.seq)
        return {"version": at.version}
