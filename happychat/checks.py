"""What an operator should know before the site is open; `happychat.serve` looks when it starts.

Errors are what the site cannot work with; it does not start then. Everything else is a warning. To look without
starting: `manage.py check --deploy --database default --tag happychat`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, register
from django.db import DatabaseError, connections

TAG = "happychat"
LEAST_FREE_BYTES = 500 * 1024 * 1024
LEAST_KEY_CHARACTERS, LEAST_DIFFERENT = 50, 10
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
REDIS_WITHIN_S = 1.0
FULL = 2  # SQLite's number for it


@register(TAG)
def folders(**_: Any) -> Iterator[CheckMessage]:
    """Look whether there is room for what people send."""
    wanted = dict.fromkeys((settings.DATA_DIR, settings.DATA_DIR / "media", settings.MAIL_DIR), os.W_OK | os.X_OK)
    if (file := settings.DATA_DIR / "db.sqlite3").exists():
        wanted[file] = os.W_OK
    for path, rights in wanted.items():
        if not os.access(path, rights):
            hint = "HAPPYCHAT_DATA_DIR and all in it must belong to the user who serves."
            yield checks.Error(f"{path} cannot be written to.", hint, id="happychat.E001")
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_FREE_BYTES:
        yield checks.Warning(f"Only {free // 1024**2} MB are free for {settings.DATA_DIR}.", id="happychat.W001")


@register(TAG)
def key(**_: Any) -> Iterator[CheckMessage]:
    """Look whether sessions can be forged."""
    if len(settings.SECRET_KEY) < LEAST_KEY_CHARACTERS or len(set(settings.SECRET_KEY)) < LEAST_DIFFERENT:
        hint = "Leave HAPPYCHAT_SECRET_KEY empty: a good one is made and kept."
        yield checks.Warning("The secret key can be guessed; who does enters as anybody.", hint, id="happychat.W002")


@register(TAG)
def name(**_: Any) -> Iterator[CheckMessage]:
    """Look whether the site answers to more than its name, and whether others can listen."""
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Name them in HAPPYCHAT_ALLOWED_HOSTS."
        yield checks.Warning("The site answers to every host name.", hint, id="happychat.W003")
    if not settings.ENV.is_secure and urlsplit(settings.BASE_URL).hostname not in LOOPBACK:
        hint = "Put a proxy with a certificate in front, and https:// into HAPPYCHAT_BASE_URL."
        yield checks.Warning(
            f"{settings.BASE_URL}: whoever is on the way can read everything.", hint, id="happychat.W004"
        )


@register(TAG)
def variables(**_: Any) -> Iterator[CheckMessage]:
    """Look for variables somebody mistyped."""
    if unknown := settings.ENV.unknown():
        hint = "docs/self-hosting.md has the list."
        yield checks.Warning(f"No variables of this site: {', '.join(unknown)}.", hint, id="happychat.W009")


@register(TAG, deploy=True)
def debug(**_: Any) -> Iterator[CheckMessage]:
    """Look whether anybody may enter as Ann."""
    if settings.DEBUG:
        yield checks.Warning(
            "HAPPYCHAT_DEBUG is on: anybody may enter as anybody and read all mails.", id="happychat.W005"
        )


@register(TAG)
def database(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """Ask the database, where databases may be asked, whether it keeps what it confirms."""
    for alias in databases or ():
        try:
            yield from (_sqlite if connections[alias].vendor == "sqlite" else _postgresql)(alias)
        except DatabaseError as error:  # on its way up, perhaps
            hint = "Until it does, /readyz answers 503. HAPPYCHAT_DATABASE_URL says where it should be."
            yield checks.Warning(f"The database does not answer: {_in_a_line(error)}", hint, id="happychat.W006")


def _in_a_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _sqlite(alias: str) -> Iterator[CheckMessage]:
    journal, synchronous = (_answer(alias, f"PRAGMA {pragma}") for pragma in ("journal_mode", "synchronous"))
    if journal != "wal":
        hint = "The data folder must be on a disk of this machine, not on one of the network."
        yield checks.Error(f"SQLite keeps its journal as {journal!r} instead of 'wal'.", hint, id="happychat.E002")
    if synchronous < FULL:
        yield _forgetful("SQLite's synchronous is not FULL")


def _postgresql(alias: str) -> Iterator[CheckMessage]:
    for setting in ("fsync", "synchronous_commit"):
        if _answer(alias, f"SHOW {setting}") == "off":
            yield _forgetful(f"PostgreSQL's {setting} is off")


def _forgetful(why: str) -> CheckMessage:
    return checks.Warning(f"{why}: a power cut takes acknowledged messages along.", id="happychat.W007")


def _answer(alias: str, question: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@register(TAG)
def redis(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """Ask Redis, where databases may be asked, whether it is there."""
    if databases and settings.ENV.redis_url:
        from redis import Redis, RedisError  # a third of a second, and most sites have none

        try:
            with Redis.from_url(settings.ENV.redis_url, socket_timeout=REDIS_WITHIN_S) as client:
                client.ping()
        except RedisError as error:
            hint = "Until it does, processes hear each other late. HAPPYCHAT_REDIS_URL says where it should be."
            yield checks.Warning(f"Redis does not answer: {_in_a_line(error)}", hint, id="happychat.W008")
