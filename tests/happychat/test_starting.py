"""What cannot start says so in one line, and what to do about it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from happychat.serving import CANNOT_WORK
from tests.blackbox.support.server import PROJECT, free_port

NOBODY = f"postgres://ann:secret@127.0.0.1:{free_port()}/chat"


def started(tmp_path: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a program of ours that ends by itself."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HAPPYCHAT_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=environment | {"HAPPYCHAT_DATA_DIR": str(tmp_path), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_in_use_is_said(tmp_path: Path, workers: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        end = started(tmp_path, "-m", "happychat.serve", "--port", port, "--workers", workers)

    assert end.returncode == 1
    assert end.stderr.startswith(f"Cannot listen on 127.0.0.1, port {port}: Address already in use")
    assert len(end.stderr.splitlines()) == 1
    assert not end.stdout


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_there_is_none_of_is_refused(tmp_path: Path, port: str) -> None:
    end = started(tmp_path, "-m", "happychat.serve", "--port", port)

    assert end.returncode == 2
    assert "--port" in end.stderr
    assert "Traceback" not in end.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_nobody_is_told_that_it_listens_before_it_can_work(tmp_path: Path, workers: str) -> None:
    end = started(tmp_path, "-m", "happychat.serve", "--port", str(free_port()), "--workers", workers)

    assert end.returncode == CANNOT_WORK
    assert "Run `manage.py migrate`" in end.stderr
    assert "Traceback" not in end.stderr
    assert not end.stdout


@pytest.mark.parametrize(
    "program", [("-m", "happychat.serve"), ("manage.py", "migrate"), ("-m", "daphne", "happychat.asgi:application")]
)
def test_a_data_folder_that_is_none_is_said_by_every_program(tmp_path: Path, program: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()

    end = started(tmp_path / "file", *program)

    assert end.returncode == 1
    assert end.stderr.startswith(f"HAPPYCHAT_DATA_DIR: {tmp_path / 'file'}")
    assert len(end.stderr.splitlines()) == 1


def test_a_database_that_is_away_is_said_by_management_commands(tmp_path: Path) -> None:
    end = started(tmp_path, "manage.py", "migrate", "-v0", HAPPYCHAT_DATABASE_URL=NOBODY)

    assert end.returncode == 1
    assert end.stderr.splitlines()[-1].startswith("The database: connection failed")
    assert "Traceback" not in end.stderr
    assert "secret" not in end.stderr


def test_migrating_is_not_kept_from_its_work_by_what_it_is_to_mend(tmp_path: Path) -> None:
    assert started(tmp_path, "manage.py", "migrate", "-v0").returncode == 0
