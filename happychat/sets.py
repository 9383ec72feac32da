"""Asking and writing many rows at once, with one text for however many: both back ends keep it prepared.

Columns are named with their kind, as PostgreSQL calls it: bigint, text, timestamptz. Names are our own, never input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model

Columns = Mapping[str, str]


def among(values: Iterable[int | str], kind: str) -> tuple[str, list[Any]]:
    """Return what follows a column in WHERE to mean one of `values`, and its parameters."""
    if connection.vendor == "postgresql":
        return f"= ANY(%s::{kind}[])", [list(values)]
    return "IN (SELECT value FROM json_each(%s))", [orjson.dumps(list(values)).decode()]


def wanted(columns: Columns, values: Iterable[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """Return a table expression `wanted` of these values to join with, and its parameters."""
    values = list(values)
    if connection.vendor == "postgresql":
        return f"{_unnest(columns)} AS wanted({', '.join(columns)})", _by_column(columns, values)
    # Not the arrow of JSON: it came with SQLite 3.38.
    picked = ", ".join(f"json_extract(value, '$[{number}]') AS {name}" for number, name in enumerate(columns))
    return f"(SELECT {picked} FROM json_each(%s)) AS wanted", [orjson.dumps(values).decode()]  # noqa: S608


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def insert(table: str, columns: Columns, values: Sequence[tuple[Any, ...]], *, unless_there: bool = False) -> None:
    """Insert rows: one statement on PostgreSQL, a prepared one for each on SQLite, which costs nothing there."""
    names = ", ".join(columns)
    end = " ON CONFLICT DO NOTHING" if unless_there else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT * FROM {_unnest(columns)}{end}",  # noqa: S608
                _by_column(columns, values),
            )
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}){end}", values)  # noqa: S608


def update(table: str, columns: Columns, keys: Columns, values: Sequence[tuple[Any, ...]]) -> None:
    """Write columns of the rows that keys find; `values` are columns, then keys. As `insert` does."""
    # Quoted: `left` is a word of SQL.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            every = {**columns, **keys}
            set_to = ", ".join(f'"{name}" = wanted."{name}"' for name in columns)
            found = " AND ".join(f"{table}.{name} = wanted.{name}" for name in keys)
            names = ", ".join(f'"{name}"' for name in every)
            source = f"{_unnest(every)} AS wanted({names})"
            cursor.execute(f"UPDATE {table} SET {set_to} FROM {source} WHERE {found}", _by_column(every, values))  # noqa: S608
        else:
            set_to = ", ".join(f'"{name}" = %s' for name in columns)
            found = " AND ".join(f"{name} = %s" for name in keys)
            cursor.executemany(f"UPDATE {table} SET {set_to} WHERE {found}", values)  # noqa: S608


def write_back(objects: Sequence[Model], names: Sequence[str]) -> None:
    """Write fields of stored instances of one model, however many they are. JSON fields excepted."""
    if not objects:
        return
    meta = objects[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    assert meta.pk is not None  # noqa: S101  # a table has a key
    columns = {field.column: field.db_type(connection) for field in fields}
    values = [(*(_stored(one, field) for field in fields), one.pk) for one in objects]
    update(meta.db_table, columns, {str(meta.pk.column): "bigint"}, values)


def _stored(instance: Model, field: Any) -> Any:
    return field.get_db_prep_save(getattr(instance, field.attname), connection)


def _unnest(columns: Columns) -> str:
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in columns.values())})"


def _by_column(columns: Columns, values: Sequence[tuple[Any, ...]]) -> list[Any]:
    return [[value[number] for value in values] for number in range(len(columns))]
