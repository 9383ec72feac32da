"""A person with many conversations and a long history in them, in the product's own tables; runs inside Django."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Contact, ContactState, Mailbox, User
from chat.models import Conversation, Kind, Membership
from happychat.ids import stream_name
from happychat.sets import insert

DAYS = 365
MEMBERS = 8  # of a group; every second conversation is one
AT_ONCE = 50_000
COLUMNS = {
    "conversation_id": "bigint",
    "seq": "bigint",
    "version": "bigint",
    "author_id": "bigint",
    "client_id": "text",
    "kind": "text",
    "body": "text",
    "sent_at": "timestamptz",
}
WORDS = (
    "The kettle is on, the cake is cut, and the lake is still warm. Who brings the boat? 水开了，蛋糕切好了，"
    "湖水还暖。谁带船来？ I shall be late by ten minutes, do not wait with the tea. "
)


@dataclass(frozen=True)
class History:
    """Whose history it is, and how long each of their conversations."""

    reader: int
    lengths: dict[str, int]  # by stream

    @property
    def longest(self) -> int:
        """Return the number of messages in the longest conversation."""
        return max(self.lengths.values())


def fill(messages: int, conversations: int) -> History:
    """Store `messages`, spread over a year and over conversations of very different length."""
    with transaction.atomic():
        people = _people(conversations + 1)
        rooms = [_room(number, people) for number in range(conversations)]
    weights = [1 / rank for rank in range(1, conversations + 1)]  # the second longest is half as long as the longest
    lengths = dict.fromkeys(rooms, 0)
    rows = _messages(rooms, random.Random(7).choices(list(rooms), weights, k=messages), lengths)
    while chunk := list(islice(rows, AT_ONCE)):
        with transaction.atomic():
            insert("chat_message", COLUMNS, chunk)
    with transaction.atomic():
        for room, length in lengths.items():
            Conversation.objects.filter(pk=room).update(version=length + 1, last_seq=length, info_version=1)
            Membership.objects.filter(conversation=room, user=people[0]).update(read_seq=max(0, length - 30))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what it does by itself after a minute; nobody does it on SQLite
    return History(people[0].pk, {stream_name(room): length for room, length in lengths.items()})


def _people(count: int) -> list[User]:
    people = [User(username=f"person{number}", nickname=f"Person {number}", password="!") for number in range(count)]
    User.objects.bulk_create(people)
    Mailbox.objects.bulk_create([Mailbox(user=user, version=count + 2) for user in people])
    reader = people[0]
    pairs = [pair for other in people[1:] for pair in ((reader, other), (other, reader))]
    Contact.objects.bulk_create(
        [Contact(owner=o, person=p, state=ContactState.FRIEND, at=timezone.now(), version=2) for o, p in pairs]
    )
    return people


def _room(number: int, people: list[User]) -> int:
    """Make a conversation of the first person with one other, or a group."""
    other = people[number + 1]
    if number % 2:
        room = Conversation.objects.create(kind=Kind.GROUP, title=f"Group {number}")
        members = [people[0], *(people[1 + (number + step) % (len(people) - 1)] for step in range(MEMBERS - 1))]
    else:
        room = Conversation.objects.create(kind=Kind.DIRECT, pair=f"{people[0].pk}:{other.pk}")
        members = [people[0], other]
    Membership.objects.bulk_create(
        [
            Membership(conversation=room, user=user, version=1, joined_version=1, me_version=number + 3)
            for user in members
        ]
    )
    return room.pk


def _messages(rooms: list[int], spread: list[int], lengths: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    """Return the values of COLUMNS, as they would have come; count them in `lengths`."""
    authors: dict[int, list[int]] = {room: [] for room in rooms}
    for room, user in Membership.objects.order_by("pk").values_list("conversation_id", "user_id"):
        authors[room].append(user)
    start = timezone.now() - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / len(spread)
    for number, room in enumerate(spread):
        lengths[room] += 1
        seq = lengths[room]
        author = authors[room][seq % len(authors[room])]
        at = number * 37 % len(WORDS)
        body = (WORDS + WORDS)[at : at + 10 + number * 61 % 120]
        sent_at = _stored(start + step * number)
        yield room, seq, seq + 1, author, f"history-{number}", "text", body, sent_at


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
