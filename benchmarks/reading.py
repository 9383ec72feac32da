"""What the benchmarks of reading share: a scratch database of the product's own schema, questions, and a table."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import build, machine, postgresql
from benchmarks.tables import Table, write_into

Question = Callable[[], Any]
Measure = Callable[[argparse.Namespace, Path, str], tuple[Table, bool]]


def options_of(name: str, description: str | None, messages: int) -> argparse.ArgumentParser:
    """Return the options every benchmark of reading has."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=description)
    parser.add_argument("--messages", type=int, default=messages)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--data", type=Path, default=build.BUILD, help="a folder on the disk to measure")
    parser.add_argument("--into", type=Path, help="a Markdown page to write the table into, between its marks")
    return parser


def run(name: str, options: argparse.Namespace, measure: Measure) -> int:
    """Measure in a folder of its own and print; return 1 when it takes longer than was asked for.

    `measure` gets the options, the folder, and the address of a fresh PostgreSQL database or "".
    """
    options.data.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=options.data))
    try:
        with postgresql.fresh(folder, options.postgresql) as address:
            _set_up(folder, address)
            table, is_slow = measure(options, folder, address)
    finally:
        shutil.rmtree(folder)
    print("\n".join(machine.describe(options.data)), table.as_text(), sep="\n\n")
    if options.into:
        write_into(options.into, f"{name}-postgresql" if options.postgresql else name, table.as_markdown())
    return 1 if is_slow else 0


def milliseconds(question: Question) -> float:
    """Return how long a question takes."""
    start = time.perf_counter()
    question()
    return (time.perf_counter() - start) * 1000


def _set_up(folder: Path, address: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="happychat.settings",
        HAPPYCHAT_DATA_DIR=str(folder),
        HAPPYCHAT_DATABASE_URL=address,
        HAPPYCHAT_LOG_LEVEL="WARNING",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
