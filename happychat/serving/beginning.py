"""What is looked at before the first connection: the checks, and what only matters to several processes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from happychat.checks import TAG
from happychat.serving import CANNOT_WORK
from happychat.threads import READERS

OTHERS = 20  # connections of requests and of management commands

log = logging.getLogger(__name__)


def look(workers: int) -> None:
    """Log what an operator should know; exit where the site cannot work."""
    found = checks.run_checks(tags=[TAG], include_deployment_checks=True, databases=["default"])
    found += _behind()
    found += _several(workers) if workers > 1 else ()
    connections.close_all()
    for message in found:
        if not message.is_silenced():
            log.log(message.level, "%s", " ".join(filter(None, (message.msg, message.hint))))
    if any(message.is_serious() and not message.is_silenced() for message in found):
        raise SystemExit(CANNOT_WORK)


def _behind() -> Iterator[CheckMessage]:
    """Look whether the tables are there; no check of its own, for `migrate` itself would not pass it."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:  # said already
        return
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield checks.Error("The database is not up to date.", "Run `manage.py migrate`, as `make serve` does.")


def _several(workers: int) -> Iterator[CheckMessage]:
    if not settings.ENV.redis_url:
        yield checks.Warning(
            f"{workers} processes without Redis hear each other up to 2 s late.", "Set HAPPYCHAT_REDIS_URL."
        )
    if connection.vendor == "postgresql":
        yield from _connections(workers * (1 + READERS) + OTHERS)


def _connections(needed: int) -> Iterator[CheckMessage]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW max_connections")
            allowed = int(cursor.fetchone()[0])
    except DatabaseError:  # said already
        return
    if needed > allowed:
        yield checks.Warning(f"PostgreSQL allows {allowed} connections; so many processes may need {needed}.")
