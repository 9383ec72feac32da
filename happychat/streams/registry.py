"""Who brings which rows: apps register here, `rows_since` asks them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from happychat.streams.steps import Row


@dataclass(frozen=True, slots=True)
class View:
    """How one person sees one stream, read before its rows.

    `key` is the stream's primary key, `floor` the lowest message number they may see, `began` the version at which
    their present membership began, `context` what the app that registered the kind wants to remember.
    """

    stream: str
    user: int
    key: int
    version: int
    last_seq: int = 0
    read_seq: int = 0
    floor: int = 0
    began: int = 0
    context: Any = None


class Source(Protocol):
    """Bring some kinds of rows of a stream."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return the rows above `version`, by version, at most `limit`; what is gone with `gone`."""

    def whole(self, view: View) -> list[Row]:
        """Return the rows a reset shows."""


@dataclass(slots=True)
class StreamKind:
    """A family of streams: how a name becomes a view, and who brings rows."""

    views: Callable[[int, list[str]], dict[str, View]]
    sources: list[Source]


ME = "me"
_kinds: dict[str, StreamKind] = {}


def register_kind(name: str, views: Callable[[int, list[str]], dict[str, View]]) -> None:
    """Register a family of streams; `views(user, names)` leaves out what the person may not see."""
    _kinds.setdefault(name, StreamKind(views, [])).views = views


def register_source(kind: str, source: Source) -> None:
    """Register who brings rows to a family of streams, in the order they should come."""
    _kinds.setdefault(kind, StreamKind(lambda user, names: {}, [])).sources.append(source)


def kind_of(stream: str) -> StreamKind:
    """Return the family of a stream: `me`, or a conversation."""
    return _kinds[ME if stream == ME else "conversation"]
