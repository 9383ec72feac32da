"""The index of terms: FTS5 on SQLite, a tsvector on PostgreSQL; the same terms, the same answers.

Made by a migration as the table `chat_words`, by the key of the message. Neither keeps the text once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from chat.search.words import Phrase

Entry = tuple[int, list[str]]  # the key of a message and its terms


def add(entries: Iterable[Entry]) -> None:
    """Take in messages that are not in it. The terms of one at a time are in memory."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = [(key, _vector(terms)) for key, terms in entries]
            cursor.execute(
                "INSERT INTO chat_words (message_id, words)"
                " SELECT key, words::tsvector FROM unnest(%s::bigint[], %s::text[]) AS given(key, words)",
                [[key for key, _ in values], [words for _, words in values]],
            )
        else:
            values = [(key, " ".join(terms)) for key, terms in entries]
            cursor.executemany("INSERT INTO chat_words (rowid, words) VALUES (%s, %s)", values)


def remove(key: int, terms: list[str]) -> None:
    """Take a message out, by exactly the terms it was taken in with."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM chat_words WHERE message_id = %s", [key])
        else:
            delete = "INSERT INTO chat_words (chat_words, rowid, words) VALUES ('delete', %s, %s)"
            cursor.execute(delete, [key, " ".join(terms)])


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
