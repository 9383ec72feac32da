"""Sending: what every message goes through, many at once.

One query for known client ids, one for memberships, one lock, then set-based writes, however many sends wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from accounts.actions import tell_mailboxes
from accounts.models import Mailbox
from chat.actions.attaching import Files, store_attached
from chat.actions.mentioning import Mentions, called
from chat.actions.opening import open_polls
from chat.actions.places import Original, Rules, look_up
from chat.actions.previewing import look_at
from chat.actions.replying import Replies
from chat.actions.timeline import Mine
from chat.models import Conversation, Kind, Membership
from chat.rows import NAMELESS, attach_of, audience
from happychat.commands.errors import ClientIdConflict, CommandError, NotFound
from happychat.ids import stream_name, stream_pk, user_name
from happychat.sets import insert, update
from happychat.streams.announcing import announce
from happychat.streams.steps import Row, Step
from happychat.streams.versions import advance, lock
from happychat.times import wire

MESSAGE = {
    "conversation_id": "bigint",
    "seq": "bigint",
    "version": "bigint",
    "author_id": "bigint",
    "client_id": "text",
    "kind": "text",
    "body": "text",
    "reply_to": "bigint",
    "sent_at": "timestamptz",
    "hidden_from": "bigint",
    "data": "jsonb",
}


@dataclass(slots=True, eq=False)
class Send:
    """One message to be sent; `answer` becomes the reply or the refusal."""

    author: int
    stream: str
    client_id: str
    kind: str
    body: str
    mentions: list[str] = field(default_factory=list)  # asked for; only members are left once it is stored
    reply_to: int | None = None
    attachments: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)  # what its kind has beyond a body, as the row shows it
    replies_to: int = 0  # whom it answers, but in a direct conversation
    follows: bool = False  # goes with the one before it: a slow group counts both as one
    conversation: int = 0
    seq: int = 0
    version: int = 0
    pair: str = ""  # of a direct conversation: the keys of the two
    hidden_from: int | None = None  # who blocks the author in a direct conversation
    answer: dict[str, Any] | CommandError | None = None


listeners: list[Callable[[list[Send]], None]] = []  # hear of what was stored, in the same transaction


def send_messages(sends: list[Send]) -> None:
    """Store messages in the order given and announce them; each send's `answer` says what came of it.

    Inside a transaction. One that is refused changes nothing for the others.
    """
    _find_conversations(sends)
    lock(Conversation, sorted({send.conversation for send in sends if send.conversation}))
    found = look_up(sends)
    rules = Rules(timezone.now(), Replies(sends), Files(sends))
    stood: dict[int, tuple[int, ...]] = {}
    accepted: dict[tuple[int, str], Send] = {}  # the first of those that carry the same client_id
    for send in sends:
        place, original = found[send.author, send.client_id, send.conversation]
        if original is not None:
            send.answer = _repeat_of(original, send)
        elif send.answer is None and (send.author, send.client_id) not in accepted:
            send.answer = rules.refusal(send, place)
            if send.answer is None and place is not None:
                stood[send.conversation] = place.version, place.last_seq
                accepted[send.author, send.client_id] = send
                rules.files.take(send)
    if accepted:
        _store(list(accepted.values()), rules, stood)
    _answer_repeated(sends, accepted)


def _find_conversations(sends: list[Send]) -> None:
    for send in sends:
        try:
            send.conversation = stream_pk(send.stream)
        except NotFound as error:
            send.answer = error


def _repeat_of(original: Original, send: Send) -> dict[str, Any] | CommandError:
    """Answer a repeat with its original, whatever else it says, even to one who has left since."""
    if original.conversation != send.conversation:
        return ClientIdConflict()
    reply = {"stream": stream_name(original.conversation), "seq": original.seq, "version": original.version}
    return {**reply, "sent_at": wire(original.sent_at), "duplicate": True}


def _answer_repeated(sends: list[Send], accepted: dict[tuple[int, str], Send]) -> None:
    for send in sends:
        if send.answer is None:
            original = accepted[send.author, send.client_id]
            assert isinstance(original.answer, dict)  # noqa: S101  # `_store` has answered it
            is_same = original.conversation == send.conversation
            send.answer = {**original.answer, "duplicate": True} if is_same else ClientIdConflict()


def _store(sends: list[Send], rules: Rules, stood: dict[int, tuple[int, ...]]) -> None:
    counts: dict[int, int] = {}
    for send in sends:
        counts[send.conversation] = counts.get(send.conversation, 0) + 1
    advanced = advance(Conversation, counts, messages=counts, stood=stood)
    now = timezone.now()
    given = dict.fromkeys(counts, 0)
    for send in sends:
        at = advanced[send.conversation]
        given[send.conversation] += 1
        send.seq = at.prev_seq + given[send.conversation]
        send.version = at.prev + given[send.conversation]
    fresh = [key for key, at in advanced.items() if not at.prev_seq]
    _lock_mailboxes(sends, fresh)
    mentions = Mentions([send for send in sends if send.mentions or send.replies_to])
    _insert(sends, now)
    store_attached(sends)
    _move_own_read_marks(sends)
    rules.spoken(sends, now)
    infos = rules.asking.store() if rules.asking.turned else {}
    infos |= mentions.store_all()
    infos |= open_polls(sends)
    _announce(sends, {key: at.prev for key, at in advanced.items()}, wire(now), infos)
    # Only then: building the query costs a millisecond, even for nobody.
    if fresh:
        _appear(fresh)
    mentions.tell()
    for hear in listeners:
        hear(sends)
    for send in sends:
        if send.kind == "text":
            look_at(send.conversation, send.seq, send.body)


def _lock_mailboxes(sends: list[Send], fresh: list[int]) -> None:
    """Lock whom this batch tells in their own stream, before a row of theirs is read or written: as they do."""
    users = {key for send in sends if send.mentions or send.replies_to for key in called(send)}
    if fresh:
        people = Membership.objects.filter(conversation__in=fresh, conversation__kind=Kind.DIRECT)
        users.update(people.values_list("user_id", flat=True))
    if users:
        lock(Mailbox, sorted(users))


def _insert(sends: list[Send], now: datetime) -> None:
    stored = connection.ops.adapt_datetimefield_value(now)
    values = [
        (
            *(s.conversation, s.seq, s.version, s.author, s.client_id, s.kind, s.body, s.reply_to, stored),
            *(s.hidden_from, orjson.dumps(more).decode() if (more := _more(s)) else None),
        )
        for s in sends
    ]
    insert("chat_message", MESSAGE, values)


def _move_own_read_marks(sends: list[Send]) -> None:
    newest = {(send.conversation, send.author): send.seq for send in sends}
    keys = {"conversation_id": "bigint", "user_id": "bigint"}
    update("chat_membership", {"read_seq": "bigint"}, keys, [(seq, *pair) for pair, seq in newest.items()])


def _announce(sends: list[Send], versions: dict[int, int], at: str, infos: dict[int, Row]) -> None:
    """Answer each send and tell each conversation once, all its new messages in one step."""
    told: dict[int, list[Row]] = {}
    hidden = {send.conversation: (send.hidden_from,) for send in sends if send.hidden_from}
    for send in sends:
        name = stream_name(send.conversation)
        send.answer = {"stream": name, "seq": send.seq, "version": send.version, "sent_at": at}
        told.setdefault(send.conversation, []).append(_row(send, at))
    announce(
        *(
            Step(
                audience(conversation),
                stream_name(conversation),
                versions[conversation],
                new[-1]["version"],
                [infos[conversation], *new] if conversation in infos else new,
                last_seq=int(new[-1]["key"][8:]),
                hidden_from=hidden.get(conversation, ()),
            )
            for conversation, new in told.items()
        )
    )


def _row(send: Send, at: str) -> Row:
    return {
        "key": f"message:{send.seq}",
        "version": send.version,
        "author": user_name(send.author),
        "sent_at": at,
        "kind": send.kind,
        **({"client_id": send.client_id} if send.kind not in NAMELESS else {}),
        **({"body": send.body} if send.body else {}),
        **({"reply_to": send.reply_to} if send.reply_to else {}),
        **_more(send),
    }


def _more(send: Send) -> dict[str, Any]:
    return {**send.data, "mentions": send.mentions} if send.mentions else send.data


def _appear(conversations: list[int]) -> None:
    """Give the people of a direct conversation its row in `me` when the first message is in it."""
    silent = Membership.objects.filter(
        conversation__in=conversations, conversation__kind=Kind.DIRECT, me_version=0, left_at=None
    )
    for membership in silent.select_related("conversation").order_by("user_id"):
        if str(membership.user_id) in membership.conversation.blockers.split():
            continue
        tell_mailboxes({membership.user_id: [Mine(membership)]}, {membership.user_id: (attach_of(membership),)})
