"""Who keeps several processes running: patient with those that fall, firm with those that do not end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from happychat.serving import CANNOT_WORK
from tests.blackbox.support.server import PROJECT

SUPERVISOR = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "happychat.settings"
from happychat.serving import supervisor
supervisor.GONE_WITHIN_S = 0.0
command = [sys.executable, "-c", sys.argv[1], sys.argv[2]]
raise SystemExit(supervisor.Supervisor(command, 2).run())
"""
BEGIN = "import sys, time; open(sys.argv[1], 'a').write('begun\\n'); "
Start = Callable[[str], subprocess.Popen[bytes]]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """Return the file in which each worker says that it has begun."""
    (tmp_path / "begun").touch()
    return tmp_path / "begun"


@pytest.fixture
def start(tmp_path: Path, begun: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Return what starts a supervisor of two workers that do what a line of Python says."""
    monkeypatch.setenv("HAPPYCHAT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HAPPYCHAT_DRAIN_S", "0")

    def supervisor_of(line: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", SUPERVISOR, BEGIN + line, str(begun)]
        return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)

    return supervisor_of


def until_begun(begun: Path, count: int) -> int:
    """Wait until workers have begun so many times; return how many times it was."""
    deadline = time.monotonic() + 60
    while (times := len(begun.read_text().splitlines())) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return times


def test_workers_that_fall_at_once_are_started_again_but_not_hot(begun: Path, start: Start) -> None:
    with start("sys.exit(1)") as supervisor:
        until_begun(begun, 2)
        first = time.monotonic()
        until_begun(begun, 6)  # each after one second, then after two
        seconds = time.monotonic() - first
        supervisor.terminate()

    assert seconds > 2


def test_what_would_fail_again_ends_everything(begun: Path, start: Start) -> None:
    with start(f"sys.exit({CANNOT_WORK})") as supervisor:
        assert supervisor.wait(60) == CANNOT_WORK


def test_workers_hear_that_it_is_over_by_the_end_of_their_input(begun: Path, start: Start) -> None:
    with start("sys.stdin.read()") as supervisor:
        until_begun(begun, 2)
        supervisor.terminate()

        assert supervisor.wait(60) == 0


def test_who_does_not_end_is_killed(begun: Path, start: Start) -> None:
    with start("time.sleep(600)") as supervisor:
        until_begun(begun, 2)
        supervisor.terminate()

        assert supervisor.wait(60) == 1
