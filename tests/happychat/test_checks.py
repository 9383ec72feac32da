"""What an operator is told before the site is open, and what keeps it from starting."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection
from pytest_django.fixtures import Settings

from happychat import checks
from happychat.serving import CANNOT_WORK, beginning
from tests.blackbox.support.server import PROJECT, free_port


def found(*, databases: list[str] | None = None) -> set[str]:
    """Return the ids of what is to be told."""
    messages = run_checks(tags=[checks.TAG], include_deployment_checks=True, databases=databases)
    return {str(message.id).removeprefix("happychat.") for message in messages}


@pytest.fixture
def good(settings: Settings) -> Settings:
    """Return the settings of a site of which there is nothing to tell."""
    settings.BASE_URL = "http://127.0.0.1:8000"
    return settings


def test_of_a_site_as_it_should_be_there_is_nothing_to_tell(good: Settings) -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("MAIL_DIR", Path("/nowhere/mail"), "E001"),
        ("SECRET_KEY", "changeme", "W002"),
        ("SECRET_KEY", "a" * 64, "W002"),
        ("ALLOWED_HOSTS", ["*"], "W003"),
        ("BASE_URL", "http://chat.example.org", "W004"),
        ("DEBUG", True, "W005"),
    ],
)
def test_what_is_not_as_it_should_be_is_told(good: Settings, setting: str, value: Any, told: str) -> None:
    setattr(good, setting, value)

    assert found() == {told}


def test_a_disk_that_is_nearly_full_is_told(good: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LEAST_FREE_BYTES", 2**60)

    assert found() == {"W001"}


def test_redis_that_is_away_is_told(good: Settings, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(good.ENV, "redis_url", f"redis://127.0.0.1:{free_port()}")

    assert "W008" in found(databases=["default"])
    assert "W008" not in found()  # nobody is asked where nobody may be


@pytest.mark.django_db(transaction=True)
def test_a_database_that_forgets_what_it_confirmed_is_told(good: Settings) -> None:
    pragma = "PRAGMA synchronous=" if connection.vendor == "sqlite" else "SET synchronous_commit="
    with connection.cursor() as cursor:
        cursor.execute(f"{pragma}OFF")
        assert found(databases=["default"]) == {"W007"}
        cursor.execute(f"{pragma}{'FULL' if connection.vendor == 'sqlite' else 'on'}")
        assert found(databases=["default"]) == set()


def told_elsewhere(tmp_path: Path, change: str = "pass", **settings: str) -> str:
    """Return what another site is told at its start, after a line of Python that changes its settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HAPPYCHAT_", "DJANGO_"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "happychat.settings", "HAPPYCHAT_DATA_DIR": str(tmp_path), **settings}
    start = "import django; django.setup(); from happychat.serving.beginning import look; look(1)"
    return subprocess.run(
        [sys.executable, "-c", f"from happychat import settings; {change}; {start}"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    ).stderr


def test_a_journal_that_is_not_kept_as_it_must_be_is_an_error(tmp_path: Path) -> None:
    told = told_elsewhere(tmp_path, 'settings.SQLITE["OPTIONS"]["init_command"] = ""')

    assert "level=error" in told
    assert "journal as 'delete' instead of 'wal'" in told


def test_a_database_that_is_not_there_yet_keeps_nobody_from_starting(tmp_path: Path) -> None:
    told = told_elsewhere(tmp_path, HAPPYCHAT_DATABASE_URL=f"postgres://ann:secret@127.0.0.1:{free_port()}/chat")

    assert "The database does not answer: connection failed" in told
    assert "HAPPYCHAT_DATABASE_URL" in told
    assert "level=error" not in told
    assert "secret" not in told


def test_a_database_that_was_not_migrated_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    told = told_elsewhere(tmp_path)

    assert "level=error" in told
    assert "not up to date. Run `manage.py migrate`" in told


def test_a_variable_that_is_none_of_ours_is_told(good: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAPPYCHAT_BASEURL", "https://chat.example.org")

    assert found() == {"W009"}


@pytest.mark.django_db(transaction=True)
def test_several_processes_without_redis_are_told_that_they_are_late(
    good: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    beginning.look(1)
    assert "without Redis" not in caplog.text

    beginning.look(2)
    assert "2 processes without Redis" in caplog.text
    assert {record.levelno for record in caplog.records if "Redis" in record.message} == {logging.WARNING}


@pytest.mark.django_db(transaction=True)
def test_more_processes_than_the_database_has_connections_for_are_told(
    good: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    beginning.look(1000)

    assert ("PostgreSQL allows" in caplog.text) is (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
def test_a_site_that_cannot_work_does_not_start(good: Settings, caplog: pytest.LogCaptureFixture) -> None:
    good.MAIL_DIR = Path("/nowhere/mail")

    with pytest.raises(SystemExit) as stop:
        beginning.look(1)

    assert stop.value.code == CANNOT_WORK
    assert "/nowhere/mail cannot be written to" in caplog.text
