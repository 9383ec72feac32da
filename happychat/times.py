"""Moments as clients see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Func


def wire(moment: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class Ago(Func):
    """A moment before now, by the database's clock.

    `Now() - timedelta` calls back into Python for each row on SQLite, which waits there for its turn with the others.
    """

    output_field = DateTimeField()
    template = "(STATEMENT_TIMESTAMP() - INTERVAL '%(seconds)s seconds')"

    def __init__(self, span: timedelta) -> None:
        super().__init__(seconds=round(span.total_seconds()))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return it in the form in which SQLite keeps moments."""
        template = "STRFTIME('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f', 'NOW', '-%(seconds)s seconds')"
        return self.as_sql(compiler, connection, template=template, **context)
