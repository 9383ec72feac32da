"""Which messages a viewer may see: the one place that decides it for sync, resets, pages and search.

By bare SQL: for a page of 50 the ORM takes ten times as long as the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from happychat.sets import rows
from happychat.streams.registry import View


class Stored(NamedTuple):
    """What a row shows of a message; named as the columns of the table."""

    seq: int
    version: int
    author_id: int
    sent_at: datetime
    kind: str
    client_id: str | None
    body: str
    reply_to: int | None
    data: dict[str, Any] | None


def floor_of(joined_seq: int, cleared: int) -> int:
    """Return the lowest message number a member may see: from where they joined, above what they cleared."""
    return max(joined_seq, cleared + 1)


COLUMNS = ", ".join(Stored._fields)


def visible_messages(
    view: View, condition: str, parameters: Sequence[Any], *, order: str = "seq", limit: int
) -> list[Stored]:
    """Return the messages a viewer may see, of those that meet a condition: from where they joined, none hidden."""
    found = rows(
        f"SELECT {COLUMNS} FROM chat_message WHERE conversation_id = %s AND seq >= %s"  # noqa: S608
        f" AND (hidden_from IS NULL OR hidden_from <> %s) AND {condition} ORDER BY {order} LIMIT %s",
        [view.key, view.floor, view.user, *parameters, limit],
    )
    return [_stored(row) for row in found]


def visible_among(
    user: int, source: str, key: str, condition: str, parameters: Sequence[Any], *, limit: int
) -> list[tuple[int, int, Stored]]:
    """Return the newest messages a person may see anywhere, of those a table names: their key, conversation and rest.

    `m` is the message in the condition; the table is read first, by its key from the highest down.
    """
    found = rows(
        f"SELECT m.id, m.conversation_id, {', '.join(f'm.{name}' for name in Stored._fields)}"  # noqa: S608
        f" FROM {source} CROSS JOIN chat_message m CROSS JOIN chat_membership mine"
        f" WHERE {condition} AND m.id = {key}"
        " AND mine.conversation_id = m.conversation_id AND mine.user_id = %s AND mine.left_at IS NULL"
        " AND m.seq >= mine.joined_seq AND m.seq > mine.cleared"
        f" AND (m.hidden_from IS NULL OR m.hidden_from <> mine.user_id) ORDER BY {key} DESC LIMIT %s",
        [*parameters, user, limit],
    )
    return [(row[0], row[1], _stored(row[2:])) for row in found]


def _stored(row: tuple[Any, ...]) -> Stored:
    seq, version, author, sent_at, kind, client_id, body, reply_to, data = row
    # SQLite hands back UTC without saying so.
    moment = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
    about = orjson.loads(data) if data else None
    return Stored(seq, version, author, moment, kind, client_id, body, reply_to, about)
