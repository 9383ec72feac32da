"""The index of terms: FTS5 on SQLite, a tsvector on PostgreSQL; the same terms, the same answers.

Made by a migration as the table `chat_words`, by the key of the message. Neither keeps the text once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from chat.search.words import Phrase

Entry = tuple[int, list[str]]  # the key of a message and its terms


def add(entries: Sequence[Entry]) -> None:
    """Take in messages that are not in it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO chat_words (message_id, words)"
                " SELECT key, words::tsvector FROM unnest(%s::bigint[], %s::text[]) AS given(key, words)",
                [[key for key, _ in entries], [_vector(terms) for _, terms in entries]],
            )
        else:
            values = [(key, " ".join(terms)) for key, terms in entries]
            cursor.executemany("INSERT INTO chat_words (rowid, words) VALUES (%s, %s)", values)


def remove(entries: Sequence[Entry]) -> None:
    """Take messages out, by exactly the terms they were taken in with."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM chat_words WHERE message_id = ANY(%s)", [[key for key, _ in entries]])
        else:
            values = [(key, " ".join(terms)) for key, terms in entries]
            cursor.executemany("INSERT INTO chat_words (chat_words, rowid, words) VALUES ('delete', %s, %s)", values)


def clear() -> None:
    """Take everything out."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE chat_words")
        else:
            cursor.execute("INSERT INTO chat_words (chat_words) VALUES ('delete-all')")


def matching(phrases: Sequence[Phrase], terms: Sequence[str]) -> tuple[str, str, list[Any]]:
    """Return a FROM of the entries that hold all phrases and terms, its key column, and a condition with parameters."""
    wanted = [*((phrase.terms, phrase.is_open) for phrase in phrases), *(((term,), False) for term in terms)]
    if connection.vendor == "postgresql":
        query = " & ".join(f"({_followed(*one)})" for one in wanted)
        return "chat_words", "chat_words.message_id", ["chat_words.words @@ %s::tsquery", query]
    query = " AND ".join(f'"{" ".join(words)}"{" *" if is_open else ""}' for words, is_open in wanted)
    return "chat_words", "chat_words.rowid", ["chat_words MATCH %s", query]


def _vector(terms: list[str]) -> str:
    return " ".join(f"'{term}':{at}" for at, term in enumerate(terms, 1))


def _followed(terms: tuple[str, ...], is_open: bool) -> str:
    return " <-> ".join(f"'{term}'" for term in terms) + (":*" if is_open else "")
