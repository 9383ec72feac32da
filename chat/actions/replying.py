"""Answering a message: it must be one the sender may see, and its author is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chat.visible import floor_of
from happychat.commands.errors import NotFound
from happychat.sets import rows, wanted

if TYPE_CHECKING:
    from chat.actions.places import Place
    from chat.actions.sending import Send

COLUMNS = {"stream": "bigint", "number": "bigint"}


class Answered(NamedTuple):
    """What matters of a message that is replied to."""

    author: int
    kind: str
    hidden_from: int | None


class Replies:
    """The replies of one batch, and what they answer. One query, none without replies."""

    def __init__(self, sends: list[Send]) -> None:
        asked = {(send.conversation, send.reply_to) for send in sends if send.reply_to and send.conversation}
        self._found = _messages(asked) if asked else {}

    def refusal(self, send: Send, place: Place) -> NotFound | None:
        """Refuse what the sender cannot see; remember whom it calls."""
        if not send.reply_to:
            return None
        answered = self._found.get((send.conversation, send.reply_to))
        is_seen = send.reply_to >= floor_of(place.joined_seq, place.cleared)
        if answered is None or not is_seen or answered.hidden_from == send.author:
            return NotFound("There is no such message to reply to.")
        send.replies_to = answered.author if answered.kind != "notice" else 0
        return None


def _messages(asked: set[tuple[int, int]]) -> dict[tuple[int, int], Answered]:
    which, parameters = wanted(COLUMNS, asked)
    found = rows(
        f"SELECT stream, number, m.author_id, m.kind, m.hidden_from FROM {which}"  # noqa: S608
        " JOIN chat_message m ON m.conversation_id = stream AND m.seq = number",
        parameters,
    )
    return {row[:2]: Answered(*row[2:]) for row in found}
