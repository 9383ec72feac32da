"""The only place where versions and message numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from happychat.sets import among, rows, update
from happychat.streams.models import VersionedStream


@dataclass(slots=True)
class Advanced:
    """Where a stream stood before and stands after; `seq` is 0 for streams that number no messages."""

    prev: int
    version: int
    prev_seq: int = 0
    seq: int = 0


def lock(model: type[VersionedStream], keys: list[int]) -> None:
    """Lock streams until commit, in ascending order, so that no two transactions wait for each other.

    Conversations before mailboxes. On SQLite the write transaction is the lock. Not the key: who writes a row that
    refers to a stream asks for that at commit, in whatever order.
    """
    if connection.features.has_select_for_update:
        list(model._default_manager.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def advance(
    model: type[VersionedStream],
    steps: Mapping[int, int],
    messages: Mapping[int, int] | None = None,
    stood: Mapping[int, tuple[int, ...]] | None = None,
) -> dict[int, Advanced]:
    """Raise each stream's version by its steps and its last_seq by its messages.

    Keys that have no row yet get one at the model's default (mailboxes). Two statements however many streams; one where
    the caller has locked them and read where they stood (key -> version, last_seq). Only inside a transaction, after
    which the caller stamps the rows it touched.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a version is raised in the transaction of its rows")
    fields = ["version", *(["last_seq"] if messages is not None else [])]
    at = dict(stood) if stood is not None else _locked(model, list(steps), fields)
    missing = [key for key in steps if key not in at]
    if missing:  # in one order for everybody: two who make the same rows wait for each other's keys
        model._default_manager.bulk_create(
            [model(**{str(model._meta.pk.attname): key}) for key in sorted(missing)], ignore_conflicts=True
        )
        at |= _locked(model, missing, fields)
    result = {
        key: Advanced(
            prev=at[key][0],
            version=at[key][0] + count,
            prev_seq=at[key][1] if messages is not None else 0,
            seq=at[key][1] + messages.get(key, 0) if messages is not None else 0,
        )
        for key, count in steps.items()
    }
    _write(model, result, with_seq=messages is not None)
    return result


def _locked(model: type[VersionedStream], keys: list[int], fields: list[str]) -> dict[int, tuple[int, ...]]:
    name = connection.ops.quote_name
    columns = ", ".join(name(field) for field in fields)
    table, key = name(model._meta.db_table), name(str(model._meta.pk.column))
    its, parameters = among(keys, "bigint")
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    found = f"SELECT {key}, {columns} FROM {table} WHERE {key} {its} ORDER BY {key}{lock}"  # noqa: S608  # our own names
    return {row[0]: row[1:] for row in rows(found, parameters)}


def _write(model: type[VersionedStream], result: Mapping[int, Advanced], *, with_seq: bool) -> None:
    table, key = model._meta.db_table, str(model._meta.pk.column)
    changed = sorted(result.items())
    if with_seq:
        numbers = {"version": "bigint", "last_seq": "bigint"}
        update(table, numbers, {key: "bigint"}, [(a.version, a.seq, pk) for pk, a in changed])
    else:
        update(table, {"version": "bigint"}, {key: "bigint"}, [(a.version, pk) for pk, a in changed])
