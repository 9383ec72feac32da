"""The index follows the messages: in the background, and before anybody looks into it.

Nothing is done when a message is sent: that would cost every send a tenth more. Messages of a conversation are
committed in the order of their numbers, so one number says how far it is indexed; what changes below that number is
indexed anew in the transaction that changes it. So a search that first indexes what the conversations of its person
lack finds everything that was said before it began.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection

from chat.models import Message
from chat.search import index
from chat.search.documents import document
from chat.search.models import Indexed
from happychat.sets import among, insert, rows, update

AT_ONCE = 500  # messages in a transaction: some milliseconds
CHARACTERS = 100_000  # in a transaction, but one message goes
LOOKED_AT = 2000  # conversations in a round


class Said(NamedTuple):
    """What is indexed of a message."""

    id: int
    conversation_id: int
    seq: int
    author_id: int
    kind: str
    body: str
    data: dict[str, Any] | None


def lacking(user: int) -> list[int]:
    """Return the conversations of a person that are not indexed to the end."""
    found = rows(
        "SELECT c.id FROM chat_membership m JOIN chat_conversation c ON c.id = m.conversation_id"
        " LEFT JOIN chat_indexed i ON i.conversation_id = c.id"
        " WHERE m.user_id = %s AND m.left_at IS NULL AND c.last_seq > COALESCE(i.seq, 0) ORDER BY c.id",
        [user],
    )
    return [key for (key,) in found]


def catch_up(conversations: Sequence[int], most: int = AT_ONCE) -> int:
    """Index what conversations lack, at most so many messages; returns how many, 0 at the end. In a transaction."""
    reached = _locked(conversations)
    these, parameters = among(reached, "bigint")
    # Read before the messages are: these can only be more.
    last = dict(rows(f"SELECT id, last_seq FROM chat_conversation WHERE id {these}", parameters))  # noqa: S608
    said, is_all = _unindexed(these, parameters, most)
    index.add((message.id, terms) for message in said if (terms := document(message)))
    if is_all:
        now = {key: max(reached[key], seq) for key, seq in last.items()}
    else:  # those after the last one it came to are for the next time
        at = said[-1]
        now = {key: seq for key, seq in last.items() if key < at.conversation_id} | {at.conversation_id: at.seq}
    now |= {message.conversation_id: max(message.seq, now[message.conversation_id]) for message in said}
    values = [(seq, key) for key, seq in now.items() if seq > reached[key]]
    if values:
        update("chat_indexed", {"seq": "bigint"}, {"conversation_id": "bigint"}, values)
    return len(said)


class Round:
    """Go through all conversations, some at a time, and index what they lack."""

    def __init__(self) -> None:
        self._at = 0

    def __call__(self) -> None:
        """Look at the next ones. Inside a transaction."""
        found = rows(
            "SELECT c.id, c.last_seq > COALESCE(i.seq, 0) FROM chat_conversation c"
            " LEFT JOIN chat_indexed i ON i.conversation_id = c.id WHERE c.id > %s ORDER BY c.id LIMIT %s",
            [self._at, LOOKED_AT],
        )
        behind = [key for key, is_behind in found if is_behind]
        if behind and catch_up(behind):
            return  # perhaps there is more of the same
        self._at = found[-1][0] if len(found) == LOOKED_AT else 0


def keep(message: Message) -> Callable[[], None]:
    """Index a message anew when it has changed; called before, and what it returns after. Under its lock."""
    if not _is_indexed(message):
        return lambda: None
    before = document(message)

    def anew() -> None:
        after = document(message)
        if after != before:
            if before:
                index.remove(message.pk, before)
            if after:
                index.add([(message.pk, after)])

    return anew


def start_anew() -> None:
    """Empty the index. Inside a transaction."""
    Indexed.objects.update(seq=0)  # first: whoever indexes waits for these locks
    index.clear()


def _is_indexed(message: Message) -> bool:
    return message.seq <= _locked([message.conversation_id])[message.conversation_id]


def _locked(conversations: Sequence[int]) -> dict[int, int]:
    """Return how far conversations are indexed; nobody else indexes them until commit.

    The row is the lock, so one that is missing is made, also by who only asks.
    """
    these, parameters = among(conversations, "bigint")
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    asked = (
        f"SELECT conversation_id, seq FROM chat_indexed WHERE conversation_id {these} ORDER BY conversation_id{lock}"  # noqa: S608
    )
    found = dict(rows(asked, parameters))
    if new := sorted(set(conversations) - found.keys()):
        _begin(new)
        found = dict(rows(asked, parameters))
    return found


def _begin(conversations: list[int]) -> None:
    values = [(key, 0) for key in conversations]
    insert("chat_indexed", {"conversation_id": "bigint", "seq": "bigint"}, values, unless_there=True)


def _unindexed(these: str, parameters: Sequence[object], most: int) -> tuple[list[Said], bool]:
    """Return what is to be indexed now, and whether that is all."""
    found = rows(
        "SELECT m.id, m.conversation_id, m.seq, m.author_id, m.kind, m.body, m.data FROM chat_indexed i"  # noqa: S608
        " JOIN chat_message m ON m.conversation_id = i.conversation_id AND m.seq > i.seq"
        f" WHERE i.conversation_id {these} ORDER BY m.conversation_id, m.seq LIMIT %s",
        [*parameters, most],
    )
    said, characters = [], 0
    for *about, data in found:
        said.append(Said._make((*about, orjson.loads(data) if data else None)))
        characters += len(said[-1].body) + len(data or "")
        if characters >= CHARACTERS:
            break
    return said, len(said) == len(found) < most
