"""How long it takes to find: `python -m benchmarks.searching`, with `--postgresql` there.

Two million messages in ten thousand conversations of very different length; 500 people in 200 of them each. Words are
drawn as unequally as in life, Chinese ones of two and four characters and English ones. The product's own question is
asked for people at random, then a plain LIKE over the same person's conversations: same rows, same order, same limit.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.reading import milliseconds, options_of, run
from benchmarks.tables import Table

MESSAGES, CONVERSATIONS, PEOPLE, EACH = 2_000_000, 10_000, 500, 200
ASKED_MS = {"SQLite": 10.0, "PostgreSQL": 60.0}  # the median of each kind of word
WORDS = 30_000  # of each language
TIMES = 200
HEAD = ("looking for", "found", "p50 ms", "p99 ms", "LIKE p50 ms", "times faster")
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
LATIN = "etaoinshrdlu"


def main() -> int:
    """Measure and print; return 1 when finding takes longer than was asked for."""
    return run("searching", options_of("searching", __doc__, MESSAGES).parse_args(), _measure)


class Language:
    """Words of two languages, the first of each much more frequent than the last."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.two = ["".join(dice.choices(HAN, k=2)) for _ in range(WORDS)]
        self.four = ["".join(dice.choices(HAN, k=4)) for _ in range(WORDS)]
        self.english = ["".join(dice.choices(LATIN, k=dice.randint(3, 9))) for _ in range(WORDS)]
        self._weights = [1 / rank for rank in range(1, WORDS + 1)]
        for rank, weight in enumerate(self._weights[1:], 1):
            self._weights[rank] = self._weights[rank - 1] + weight

    def drawn(self, words: list[str], count: int) -> list[str]:
        """Return words as they come in talk."""
        return self._dice.choices(words, cum_weights=self._weights, k=count)

    def said(self) -> Iterator[str]:
        """Return message after message, half in Chinese."""
        while True:
            two, four = self.drawn(self.two, 60_000), self.drawn(self.four, 20_000)
            english = self.drawn(self.english, 80_000)
            for number in range(10_000):
                yield "".join(two[6 * number : 6 * number + 6] + four[2 * number : 2 * number + 2]) + "。"
                yield " ".join(english[8 * number : 8 * number + 8])


def _measure(options: argparse.Namespace, folder: Path, address: str) -> tuple[Table, bool]:
    dice = random.Random(5)
    language = Language(dice)
    people = _fill(options.messages, language, dice)
    seconds, size = _indexed(folder, address)
    gc.collect()
    gc.freeze()
    rows, medians = [], []
    for name, words in _words(language, dice).items():
        row, median = _timed(name, [(dice.choice(people), word) for word in words])
        rows.append(row)
        medians.append(median)
    store = "PostgreSQL" if address else "SQLite"
    title = (
        f"{options.messages:,} messages in {CONVERSATIONS:,} conversations, {EACH} of each person; {store}, indexed in"
        f" {seconds:.0f} s to {size:.0f} MB; the newest 20, a warm cache, each asked {TIMES} times"
    )
    return Table(title, HEAD, rows), max(medians) > ASKED_MS[store]


def _fill(messages: int, language: Language, dice: random.Random) -> list[int]:
    """Store people, conversations and messages, and return the people."""
    from django.db import connection, transaction
    from django.utils import timezone

    from accounts.models import User
    from benchmarks.history_world import COLUMNS
    from chat.models import Conversation, Kind, Membership
    from happychat.sets import insert

    users = User.objects.bulk_create(User(username=f"p{n}", nickname=f"P {n}", password="!") for n in range(PEOPLE))
    rooms = Conversation.objects.bulk_create(
        Conversation(kind=Kind.GROUP, title=f"G {n}") for n in range(CONVERSATIONS)
    )
    weights = [1 / rank for rank in range(1, CONVERSATIONS + 1)]
    spread = dice.choices(range(CONVERSATIONS), weights, k=messages)
    members = [[users[number % PEOPLE].pk] for number in range(CONVERSATIONS)]
    for user in users:
        for room in dice.sample(range(CONVERSATIONS), EACH - CONVERSATIONS // PEOPLE):
            if user.pk not in members[room]:
                members[room].append(user.pk)
    with transaction.atomic():
        Membership.objects.bulk_create(
            Membership(conversation=room, user_id=user, version=1, joined_version=1, me_version=1)
            for room, inside in zip(rooms, members, strict=True)
            for user in inside
        )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    lengths = [0] * CONVERSATIONS

    def values() -> Iterator[tuple[Any, ...]]:
        for number, (room, body) in enumerate(zip(spread, language.said(), strict=False)):
            lengths[room] += 1
            author = members[room][number % len(members[room])]
            yield rooms[room].pk, lengths[room], lengths[room], author, f"s{number}", "text", body, now

    every = values()
    while chunk := list(islice(every, 50_000)):
        with transaction.atomic():
            insert("chat_message", COLUMNS, chunk)
    for stored, length in zip(rooms, lengths, strict=True):
        stored.last_seq = stored.version = length
    with transaction.atomic():
        Conversation.objects.bulk_update(rooms, ["last_seq", "version"], batch_size=500)
    return [user.pk for user in users]


def _indexed(folder: Path, address: str) -> tuple[float, float]:
    """Index it all with the product's own command; return the seconds it took and the megabytes it takes."""
    from django.core.management import call_command
    from django.db import connection

    def megabytes() -> float:
        with connection.cursor() as cursor:
            if address:
                cursor.execute("VACUUM ANALYZE")
                cursor.execute("SELECT pg_total_relation_size('chat_words')")
                return float(cursor.fetchone()[0]) / 1e6
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (folder / "db.sqlite3").stat().st_size / 1e6

    before = 0.0 if address else megabytes()
    start = time.monotonic()
    call_command("reindex")
    return time.monotonic() - start, megabytes() - before


def _words(language: Language, dice: random.Random) -> dict[str, list[str]]:
    def of(words: list[str], first: int, last: int) -> list[str]:
        return dice.choices(words[first:last], k=TIMES)

    return {
        "two characters, frequent": of(language.two, 0, 100),
        "two characters": of(language.two, 100, 3_000),
        "two characters, rare": of(language.two, 10_000, WORDS),
        "four characters": of(language.four, 100, 3_000),
        "one character": dice.choices(HAN, k=TIMES),
        "an English word, frequent": of(language.english, 0, 100),
        "an English word": of(language.english, 100, 3_000),
        "two words of both languages": [
            f"{one} {other}" for one, other in zip(of(language.two, 0, 100), of(language.four, 0, 300), strict=True)
        ],
        "nothing that was said": ["".join(dice.choices(HAN, k=6)) for _ in range(TIMES)],
    }


def _timed(name: str, questions: list[tuple[int, str]]) -> tuple[list[str], float]:
    from chat.search.finding import Wanted, find

    asked = [partial(find, person, Wanted(query=word)) for person, word in questions]
    plain = [partial(_like, person, word) for person, word in questions[:20]]
    for question in asked[:10]:
        question()
    taken = [milliseconds(question) for question in asked]
    found = statistics.median(len(question()["hits"]) for question in asked)
    like = statistics.median(milliseconds(question) for question in plain)
    median, slow = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    return [name, f"{found:.0f}", f"{median:.2f}", f"{slow:.2f}", f"{like:.0f}", f"{like / median:.0f}"], median


def _like(person: int, words: str) -> Any:
    from happychat.sets import rows

    each = words.split()
    return rows(
        "SELECT m.id, m.body FROM chat_membership mine CROSS JOIN chat_message m"
        " WHERE mine.user_id = %s AND mine.left_at IS NULL AND m.conversation_id = mine.conversation_id"
        f"{' AND m.body LIKE %s' * len(each)} ORDER BY m.id DESC LIMIT 20",
        [person, *(f"%{word}%" for word in each)],
    )


if __name__ == "__main__":
    sys.exit(main())
