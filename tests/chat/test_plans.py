"""The database answers from indexes: what is read often scans no table, and a page sorts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from benchmarks.history_world import History, fill
from chat.api.conversations import Page, _messages
from chat.api.start import start
from chat.missed import missed
from chat.presence.sight import sights_of
from chat.rows import audience, heads_of
from happychat.auth import Caller
from happychat.ids import stream_pk
from happychat.streams.catching_up import sync
from happychat.times import wire
from tests.talking import say

# One row each, and what a query brings along itself.
HARMLESS = ("ground_epoch", "wanted", "CONSTANT", "(subquery")


@pytest.fixture
def history(db: None) -> History:
    found = fill(3000, 30)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return found


def plan_of(question: Callable[[], Any]) -> list[str]:
    """Return the steps by which the database answers everything that is asked of it."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:
            asked.append((sql, parameters[0] if many else parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        question()
    assert asked
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        steps = []
        for sql, parameters in asked:
            cursor.execute(explain + sql, parameters)
            steps += [_named(str(row[-1]), sql) for row in cursor.fetchall()]
    return steps


def _named(step: str, sql: str) -> str:
    """Return a step of SQLite with the table's name in the place of its alias."""
    names = {alias: table for table, alias in re.findall(r'"(\w+)" ([UV]\d)\b', sql)}
    return re.sub(r"\b[UV]\d\b", lambda alias: names.get(alias[0], alias[0]), step)


def scans(steps: list[str]) -> list[str]:
    """Return the steps that read a whole table (SQLite: also a whole index)."""
    found = [step for step in steps if step.startswith("SCAN ") and "VIRTUAL TABLE" not in step]
    found += [step for step in steps if "Seq Scan on" in step]
    return [step for step in found if not any(name in step for name in HARMLESS)]


def sorts(steps: list[str]) -> list[str]:
    return [step for step in steps if "TEMP B-TREE" in step or step.strip(" ->").startswith(("Sort", "Incremental"))]


def deepest(history: History) -> tuple[str, int]:
    return max(history.lengths.items(), key=lambda item: item[1])


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"before": 300},
        {"after": 300},
        {"around": 300},
        {"seqs": "5,300"},
        {"date": wire(timezone.now() - timedelta(9))},
    ],
    ids=lambda asked: next(iter(asked), "newest"),
)
def test_a_page_is_read_along_an_index(history: History, asked: dict[str, Any]) -> None:
    stream, length = deepest(history)

    steps = plan_of(lambda: _messages(history.reader, stream, Page(**asked)))

    assert length > 600
    assert scans(steps) == []
    assert sorts(steps) == []


def test_catching_up_is_read_along_an_index(history: History) -> None:
    stream, length = deepest(history)

    steps = plan_of(lambda: sync(history.reader, {stream: length - 20}, 500))

    assert scans(steps) == []
    assert sorts(steps) == []


@pytest.mark.parametrize("have", [0, None], ids=["everything is new", "nothing is new"])
def test_catching_up_with_all_conversations_scans_nothing(history: History, have: int | None) -> None:
    versions = {stream: length + 1 if have is None else have for stream, length in history.lengths.items()}

    assert scans(plan_of(lambda: sync(history.reader, versions, 1000))) == []


def test_heads_and_the_whole_inbox_scan_nothing(history: History) -> None:
    assert scans(plan_of(lambda: heads_of([history.reader]))) == []
    steps = scans(plan_of(lambda: start(Caller(history.reader, "d1", "s1"), 200)))
    assert [step for step in steps if "chat_siteemoji" not in step] == []  # of these all are told


def test_a_send_scans_nothing(history: History) -> None:
    reader = User.objects.get(pk=history.reader)

    assert scans(plan_of(lambda: say(reader, deepest(history)[0], "one", "two"))) == []


def test_what_the_sweeper_asks_scans_nothing(history: History) -> None:
    told = {audience(stream_pk(stream)): length for stream, length in history.lengths.items()}

    assert scans(plan_of(lambda: missed({**told, f"user.{history.reader}": 1}))) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how many are connected")
def test_who_hears_that_somebody_came_is_not_looked_for_among_all_who_are_connected(history: History) -> None:
    steps = plan_of(lambda: sights_of([history.reader], "p1"))

    looked_up = [step for step in steps if "chat_presence" in step]
    assert looked_up
    assert not [step for step in looked_up if step.endswith("(process_id=?)")]


def test_a_scan_and_a_sort_would_be_seen(history: History) -> None:
    from chat.models import Message

    steps = plan_of(lambda: list(Message.objects.filter(body__contains="tea").order_by("body")[:5]))

    assert scans(steps)
    assert sorts(steps)
