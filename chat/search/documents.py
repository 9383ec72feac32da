"""What a message is found by: its words, those of what it carries, and where, by whom and of what kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol

from chat.search.words import terms_of

# No text has it in a term: what begins with it says something about the message, alone it keeps texts apart.
MARK = ":"
LINK = re.compile(r"https?://", re.IGNORECASE)


class Found(Protocol):
    """A message, whichever way it was read."""

    @property
    def conversation_id(self) -> int: ...  # noqa: D102
    @property
    def author_id(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> str: ...  # noqa: D102
    @property
    def data(self) -> dict[str, Any] | None: ...  # noqa: D102


def document(message: Found) -> list[str]:
    """Return all terms of a message; none of a notice, nor of one that was taken back."""
    data = message.data or {}
    if message.kind == "notice" or "recalled" in data:
        return []
    terms = [place_term(message.conversation_id), author_term(message.author_id)]
    terms += [kind_term(kind) for kind in sorted(_kinds(message, data))]
    for text in _texts(message, data):
        terms += (MARK, *terms_of(text))
    return terms


def place_term(conversation: int) -> str:
    """Return the term of all messages of a conversation."""
    return f"{MARK}c{conversation}"


def author_term(user: int) -> str:
    """Return the term of all messages of a person."""
    return f"{MARK}u{user}"


def kind_term(kind: str) -> str:
    """Return the term of all messages of a kind, or with a picture, video or link."""
    return f"{MARK}{kind}"


def _kinds(message: Found, data: dict[str, Any]) -> set[str]:
    kinds = {message.kind} | {one["kind"] for one in data.get("attachments", ())}
    return kinds | {"link"} if "url" in data or LINK.search(message.body) else kinds


def _texts(message: Found, data: dict[str, Any]) -> Iterator[str]:
    yield message.body
    yield from (one["name"] for one in data.get("attachments", ()))
    yield from data.get("dice", {}).get("options", ())
    yield from (option["text"] for option in data.get("poll", {}).get("options", ()))
    yield from (entry["text"] for entry in data.get("chain", {}).get("entries", ()))
    for item in data.get("forward", {}).get("items", ()):
        yield item.get("body", "")
        yield from (one["name"] for one in item.get("attachments", ()))
    yield data.get("title", "")
