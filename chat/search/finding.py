"""Looking for messages: the newest first, of those a person may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from chat.rows import message_row
from chat.search.documents import author_term, kind_term, place_term
from chat.search.index import matching
from chat.search.words import Phrase, phrases_of, ranges_of
from chat.visible import visible_among
from happychat.ids import stream_name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; None where it does not matter."""

    query: str = ""
    conversation: int | None = None
    author: int | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None  # the key of the last one found before
    limit: int = 20
    phrases: list[Phrase] = field(init=False)

    def __post_init__(self) -> None:
        """Take the query apart."""
        object.__setattr__(self, "phrases", phrases_of(self.query))

    @property
    def terms(self) -> list[str]:
        """Return what must be said about a message."""
        return [
            *([place_term(self.conversation)] if self.conversation else []),
            *([author_term(self.author)] if self.author else []),
            *([kind_term(self.kind)] if self.kind else []),
        ]


def find(me: int, wanted: Wanted) -> dict[str, Any]:
    """Return a page of `hits`, and `next` where there are more."""
    if wanted.query and not wanted.phrases:
        return {"hits": []}
    source, key, (condition, query) = matching(wanted.phrases, wanted.terms)
    conditions, parameters = [condition], [query]
    for test, value in (
        (f"{key} < %s", wanted.after),
        ("m.sent_at >= %s", _moment(wanted.since)),
        ("m.sent_at < %s", _moment(wanted.until)),
    ):
        if value is not None:
            conditions.append(test)
            parameters.append(value)
    found = visible_among(me, source, key, " AND ".join(conditions), parameters, limit=wanted.limit + 1)
    hits = [
        {
            "stream": stream_name(conversation),
            "row": message_row(message),
            "ranges": ranges_of(wanted.phrases, message.body),
        }
        for _, conversation, message in found[: wanted.limit]
    ]
    more = {"next": str(found[wanted.limit - 1][0])} if len(found) > wanted.limit else {}
    return {"hits": hits, **more}


def _moment(moment: datetime | None) -> Any:
    return moment and connection.ops.adapt_datetimefield_value(moment)
