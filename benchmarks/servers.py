"""The servers under load: how each is prepared, started, addressed and counted."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from benchmarks import build, machine, report
from benchmarks.client import Load, Socket

START_SECONDS = 30
STOP_SECONDS = 10


class Server(Protocol):
    """A server the benchmark can run; `folder` is fresh and its own, one per run."""

    @property
    def name(self) -> str: ...

    @property
    def dialect(self) -> str: ...

    def missing(self) -> str | None:
        """Say why it cannot run here, if so."""

    def prepare(self, folder: Path, port: int) -> None:
        """Make its database and whatever it needs before it starts."""

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the program to run."""

    def environment(self, folder: Path, port: int) -> dict[str, str]:
        """Return what its environment has beyond ours."""

    def sockets(self, folder: Path, load: Load) -> list[Socket]:
        """Return the sockets of a load, pairs side by side."""

    def check(self, folder: Path, acked: int) -> list[str]:
        """Compare what it stored with what it acknowledged; return what is wrong."""


class CannotStart(Exception):
    """A server did not come up; the message holds its log."""


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    pid: int


@contextmanager
def running(server: Server, folder: Path) -> Iterator[Running]:
    """Prepare and start a server in `folder`, and stop it at the end."""
    port = machine.free_port()
    server.prepare(folder, port)
    environment = {**os.environ, **server.environment(folder, port)}
    with (folder / "server.log").open("w") as log:
        with machine.pinned(machine.SERVER_CORES):
            process = subprocess.Popen(
                server.command(folder, port), cwd=build.ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            _wait_until_open(process, port, folder)
            yield Running(port, process.pid)
        finally:
            _stop(process)


def _wait_until_open(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise CannotStart((folder / "server.log").read_text(errors="replace")[-2000:] or "it never listened")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _room(load: Load, index: int) -> str:
    return f"pair{index // 2}" if load.kind == "pm" else "group"


def _count(database: Path, table: str) -> int:
    with sqlite3.connect(database) as connection:
        return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def _difference(stored: int, acked: int) -> list[str]:
    return [] if stored == acked else [f"{acked} acknowledged and {stored} stored"]


@dataclass(frozen=True)
class Tutorial:
    """The chat of the Channels tutorial with one ORM insert per message."""

    program: str  # daphne or uvicorn
    synchronous: str = "FULL"
    dialect: str = field(default="tutorial", init=False)

    @property
    def name(self) -> str:
        return f"Channels tutorial, {self.program}"

    def missing(self) -> str | None:
        return None

    def prepare(self, folder: Path, port: int) -> None:
        command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
        subprocess.run(command, cwd=build.ROOT, env={**os.environ, **self.environment(folder, port)}, check=True)

    def command(self, folder: Path, port: int) -> list[str]:
        application = "benchmarks.peers.tutorial.asgi:application"
        if self.program == "daphne":
            return [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0", application]
        options = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
        return [sys.executable, "-m", "uvicorn", *options, application]

    def environment(self, folder: Path, port: int) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "benchmarks.peers.tutorial.settings",
            "BENCHMARK_DATABASE": str(folder / "db.sqlite3"),
            "BENCHMARK_SYNCHRONOUS": self.synchronous,
        }

    def sockets(self, folder: Path, load: Load) -> list[Socket]:
        return [Socket(f"/ws/chat/{_room(load, index)}/", "", "-") for index in range(load.sockets)]

    def check(self, folder: Path, acked: int) -> list[str]:
        return _difference(_count(folder / "db.sqlite3", "tutorial_message"), acked)


@dataclass(frozen=True)
class SocketIO:
    """A socket.io 4 chat with better-sqlite3."""

    synchronous: str = "FULL"
    dialect: str = field(default="socketio", init=False)

    @property
    def name(self) -> str:
        return f"socket.io 4{'' if self.synchronous == 'FULL' else ', ' + self.synchronous}"

    def missing(self) -> str | None:
        return build.missing_for_socketio()

    def prepare(self, folder: Path, port: int) -> None:
        build.install_socketio()

    def command(self, folder: Path, port: int) -> list[str]:
        script = str(build.SOCKETIO / "server.mjs")
        return [str(build.find("node")), script, str(port), str(folder / "db.sqlite3"), self.synchronous]

    def environment(self, folder: Path, port: int) -> dict[str, str]:
        return {"NODE_ENV": "production"}

    def sockets(self, folder: Path, load: Load) -> list[Socket]:
        path = "/socket.io/?EIO=4&transport=websocket&room="
        return [Socket(path + _room(load, index), "", "-") for index in range(load.sockets)]

    def check(self, folder: Path, acked: int) -> list[str]:
        return _difference(_count(folder / "db.sqlite3", "message"), acked)


@dataclass(frozen=True)
class Limit:
    """The bare broadcaster in C: what the generator and the kernel can take; nothing is stored."""

    name: str = field(default=report.LIMIT, init=False)
    dialect: str = field(default="tutorial", init=False)

    def missing(self) -> str | None:
        return None

    def prepare(self, folder: Path, port: int) -> None:
        build.compile_program("limit")

    def command(self, folder: Path, port: int) -> list[str]:
        return [str(build.compile_program("limit")), str(port)]

    def environment(self, folder: Path, port: int) -> dict[str, str]:
        return {}

    def sockets(self, folder: Path, load: Load) -> list[Socket]:
        return [Socket(f"/{_room(load, index)}", "", "-") for index in range(load.sockets)]

    def check(self, folder: Path, acked: int) -> list[str]:
        return []
