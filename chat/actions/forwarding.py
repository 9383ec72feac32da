"""Forwarding: what was said here is said again there, one by one or together as one record; all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import transaction

from chat.actions.access import membership_in
from chat.actions.places import PUSH
from chat.actions.sending import Send, send_messages
from chat.arguments.kinds import MAX_BODY
from chat.models import Conversation, Message
from happychat.commands.errors import Bad, ClientIdConflict, CommandError, NotFound, TooLong
from happychat.ids import stream_name, stream_pk, user_name
from happychat.streams.versions import lock
from happychat.times import wire

MOST = 30  # messages at once
MOST_PLACES = 9
MOST_BYTES = 64 * 1024  # of a record
STAYING = {"poll", "chain", "notice"}  # what they say is the answers of those who are there
CARRIED = ("attachments", "card", "dice", "forward")  # of what a kind has beyond a body


def forward(
    me: int, source: str, seqs: list[int], to: list[str], client_id: str, *, merged: bool = False, body: str = ""
) -> dict[str, Any]:
    """Say messages I see again in other conversations, a comment after them; a refusal says of which stream it is."""
    with transaction.atomic():
        lock(Conversation, sorted({_key_of(stream) for stream in (source, *to)}))
        if sent := _sent_before(me, client_id):
            if [*dict.fromkeys(one["stream"] for one in sent)] != to:
                raise ClientIdConflict
            return {"sent": sent, "duplicate": True}
        with _about(source):
            found = _messages(me, source, seqs)
            said = [_record(found)] if merged else [_again(message) for message in found]
        if body:
            said.append({"kind": "text", "body": body, "data": {}})
        sends = [
            Send(me, stream, f"{client_id}.{place * len(said) + number}", **one, follows=number > 0)
            for place, stream in enumerate(to)
            for number, one in enumerate(said)
        ]
        send_messages(sends)
        return {"sent": [_told(send) for send in sends]}


def _key_of(stream: str) -> int:
    with _about(stream):
        return stream_pk(stream)


@contextmanager
def _about(stream: str) -> Iterator[None]:
    try:
        yield
    except CommandError as refusal:
        refusal.details["stream"] = stream
        raise


def _sent_before(me: int, client_id: str) -> list[dict[str, Any]]:
    names = [f"{client_id}.{number}" for number in range(MOST_PLACES * (MOST + 1))]
    found = Message.objects.filter(author=me, client_id__in=names)
    sent = {name: rest for name, *rest in found.values_list("client_id", "conversation", "seq", "version")}
    return [_reply(stream_name(sent[name][0]), *sent[name][1:]) for name in names if name in sent]


def _messages(me: int, stream: str, seqs: list[int]) -> list[Message]:
    mine = membership_in(me, stream)
    seen = Message.objects.filter(conversation=mine.conversation_id, seq__in=seqs, seq__gte=mine.floor)
    found = list(seen.exclude(hidden_from=me).order_by("seq"))
    if len(found) != len(seqs):
        raise NotFound("There is no such message.")
    if any(message.kind in STAYING or "recalled" in (message.data or {}) for message in found):
        raise Bad("seqs: notices, polls, chains and what was taken back are not forwarded")
    return found


def _again(message: Message) -> dict[str, Any]:
    data = message.data or {}
    carried = {name: data[name] for name in CARRIED if name in data}
    if message.kind == PUSH:  # its frame is the service's own; what it says goes on as words
        words = "\n".join(filter(None, (data.get("title"), message.body, data.get("url"))))[:MAX_BODY]
        return {"kind": "text", "body": words, "data": {"forwarded": {"author": user_name(message.author_id)}}}
    author = data.get("forwarded", {"author": user_name(message.author_id)})
    return {"kind": message.kind, "body": message.body, "data": {**carried, "forwarded": author}}


def _record(messages: list[Message]) -> dict[str, Any]:
    items = [_item(message) for message in messages]
    if len(orjson.dumps(items)) > MOST_BYTES:
        raise TooLong("Together they are too long for one message.")
    return {"kind": "forward", "body": "", "data": {"forward": {"items": items}}}


def _item(message: Message) -> dict[str, Any]:
    item = {"author": user_name(message.author_id), "sent_at": wire(message.sent_at), "kind": message.kind}
    more = {"body": message.body, "attachments": (message.data or {}).get("attachments")}
    return item | {name: value for name, value in more.items() if value}


def _told(send: Send) -> dict[str, Any]:
    if isinstance(send.answer, dict):
        return _reply(send.stream, send.answer["seq"], send.answer["version"])
    with _about(send.stream):
        raise send.answer or NotFound


def _reply(stream: str, seq: int, version: int) -> dict[str, Any]:
    return {"stream": stream, "seq": seq, "version": version}
