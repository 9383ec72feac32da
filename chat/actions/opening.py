"""Polls as they are sent: kept in sight while they are open, and closed by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chat.kinds.models import Closing
from chat.models import Conversation, Message
from chat.rows import info_row
from happychat.streams.steps import Row

if TYPE_CHECKING:
    from chat.actions.sending import Send

# Of the twenty places at the top these are left to the admins: nobody fills all of them with polls.
LEFT_FOR_ADMINS = 10


def open_polls(sends: list[Send]) -> dict[int, Row]:
    """Pin new polls where there is room and set their time; return the info rows that say so. After they are stored."""
    rows: dict[int, Row] = {}
    for send in sends:
        if send.kind != "poll":
            continue
        if at := send.data["poll"].get("closes_at"):
            message = Message.objects.get(conversation=send.conversation, seq=send.seq)
            Closing.objects.create(message=message, at=datetime.fromisoformat(at))
        conversation = Conversation.objects.get(pk=send.conversation)
        # Who blocks the author does not hear that there is one.
        if send.hidden_from is None and len(conversation.pinned) < LEFT_FOR_ADMINS:
            conversation.pinned = [send.seq, *conversation.pinned]
            conversation.info_version = send.version
            conversation.save(update_fields=["pinned", "info_version"])
            rows[send.conversation] = info_row(conversation)
    return rows
