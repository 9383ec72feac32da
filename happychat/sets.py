"""Asking a database about many keys at once, with one text for however many: both back ends keep it prepared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection


def among(values: Iterable[int | str], kind: str) -> tuple[str, list[Any]]:
    """Return what follows a column in WHERE to mean one of `values`, and its parameters; `kind` is bigint or text."""
    if connection.vendor == "postgresql":
        return f"= ANY(%s::{kind}[])", [list(values)]
    return "IN (SELECT value FROM json_each(%s))", [orjson.dumps(list(values)).decode()]


def pairs(values: Iterable[tuple[Any, Any]], kinds: Sequence[str]) -> tuple[str, list[Any]]:
    """Return a table expression `wanted(one, other)` of pairs to join with, and its parameters."""
    values = list(values)
    if connection.vendor == "postgresql":
        columns = [[pair[0] for pair in values], [pair[1] for pair in values]]
        return f"unnest(%s::{kinds[0]}[], %s::{kinds[1]}[]) AS wanted(one, other)", columns
    # Not the arrow of JSON: it came with SQLite 3.38.
    one, other = "json_extract(value, '$[0]') AS one", "json_extract(value, '$[1]') AS other"
    return f"(SELECT {one}, {other} FROM json_each(%s)) AS wanted", [orjson.dumps(values).decode()]  # noqa: S608  # our own words


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
