"""How long it takes to read in a long history: `python -m benchmarks.history`.

Fills a scratch database of the product's own schema and asks the product's own functions, in one thread, as a reader
of a server does. The column SQL is the same statements asked once more by a bare cursor.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.reading import Question, milliseconds, options_of, run
from benchmarks.tables import Table

if TYPE_CHECKING:
    from benchmarks.history_world import History

MESSAGES, CONVERSATIONS, TIMES = 2_000_000, 200, 500
ASKED_MS = 1.0  # for a page of 50, the median, on SQLite
HEAD = ("", "p50 ms", "p99 ms", "queries", "SQL p50 ms", "the rest")

Statement = tuple[str, Any]


def main() -> int:
    """Measure and print; return 1 when a page takes longer than was asked for."""
    options = options_of("history", __doc__, MESSAGES)
    options.add_argument("--conversations", type=int, default=CONVERSATIONS)
    options.add_argument("--times", type=int, default=TIMES, help="how often each question is asked")
    return run("history", options.parse_args(), _measure)


def _measure(options: argparse.Namespace, folder: Path, address: str) -> tuple[Table, bool]:
    from benchmarks.history_world import fill

    start = time.monotonic()
    history = fill(options.messages, options.conversations)
    filled = time.monotonic() - start
    gc.collect()
    gc.freeze()  # as our server has it
    gc.set_threshold(50_000, 20, 100)
    rows, medians = [], {}
    for name, questions in _questions(history, options.times).items():
        row, medians[name] = _timed(name, questions)
        rows.append(row)
    store = "PostgreSQL" if address else "SQLite"
    size = f"{options.messages:,} messages in {options.conversations} conversations, the longest {history.longest:,}"
    title = f"{size}; {store}, filled in {filled:.0f} s, a warm cache, each asked {options.times} times"
    is_slow = not address and any(median > ASKED_MS for name, median in medians.items() if name.startswith("page"))
    return Table(title, HEAD, rows), is_slow


def _questions(history: History, times: int) -> dict[str, list[Question]]:
    """Return each kind of question as often as it is asked, about conversations and places at random."""
    from chat.api.conversations import Page, _messages
    from chat.api.start import start
    from chat.greeting import greetings
    from chat.rows import heads_of
    from happychat.auth import Caller
    from happychat.streams.catching_up import sync

    dice = random.Random(11)
    me = history.reader
    caller = Caller(me, "d1", "s1")
    current = {stream: length + 1 for stream, length in history.lengths.items()}
    behind = {stream: version - (number % 10 == 0) for number, (stream, version) in enumerate(current.items())}

    def pages(ask: Callable[[int], dict[str, Any]]) -> list[Question]:
        asked = dice.choices(list(history.lengths.items()), k=times)
        return [partial(_messages, me, stream, Page(**ask(length))) for stream, length in asked]

    def repeated(question: Question) -> list[Question]:
        return [question] * max(20, times // 5)

    return {
        "page of 50: the newest": pages(lambda _: {}),
        "page of 50: before, anywhere": pages(lambda length: {"before": dice.randint(1, length)}),
        "page of 50: after, anywhere": pages(lambda length: {"after": dice.randint(1, length)}),
        "page of 50: around a message": pages(lambda length: {"around": dice.randint(1, length)}),
        "page of 50: around a date": pages(lambda _: {"date": _date(dice)}),
        "heads of all conversations, with unread": repeated(lambda: heads_of([me])),
        "what a socket hears first": repeated(lambda: greetings([caller])),
        "bootstrap: the whole inbox with previews": repeated(lambda: start(caller, 500)),
        "sync of all, nothing new": repeated(lambda: sync(me, current, 500)),
        "sync of all, one in ten has a new message": repeated(lambda: sync(me, behind, 500)),
    }


def _date(dice: random.Random) -> str:
    moment = datetime.now(UTC) - timedelta(seconds=dice.randint(0, 365 * 24 * 3600))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _timed(name: str, questions: Sequence[Question]) -> tuple[list[str], float]:
    """Return the row of one kind of question, and its median."""
    for question in questions[:20]:
        question()
    taken = [milliseconds(question) for question in questions]
    asked = [_statements(question) for question in questions]
    sql = statistics.median(milliseconds(partial(_ask_bare, statements)) for statements in asked)
    median, slow = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    queries = max(map(len, asked))
    return [name, f"{median:.2f}", f"{slow:.2f}", str(queries), f"{sql:.2f}", f"{median - sql:.2f}"], median


def _statements(question: Question) -> list[Statement]:
    """Return what a question asks of the database."""
    from django.db import connection

    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        found.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        question()
    return found


def _ask_bare(statements: Sequence[Statement]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
            cursor.fetchall()


if __name__ == "__main__":
    sys.exit(main())
