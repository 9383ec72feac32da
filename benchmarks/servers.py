"""How a server under load is prepared, started and stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import build, machine, postgresql
from benchmarks.client import Socket
from benchmarks.loads import Load, Place

START_SECONDS = 30
STOP_SECONDS = 15
LOG_SHOWN = 2000


class StartError(Exception):
    """A server did not come up; the message holds its log."""


@dataclass(frozen=True)
class Ground:
    """What a server is prepared on: a fresh folder, a port, and what will be asked of it."""

    folder: Path
    port: int
    loads: Sequence[Load]
    postgresql: str = ""  # the address of a fresh one where it stores there

    @property
    def place(self) -> Place:
        """Return where and how to store."""
        return self.loads[0].place


@dataclass(frozen=True)
class Program:
    """A server prepared to listen on its port, with its data in its folder."""

    command: list[str]
    sockets: Callable[[Load], list[Socket]]  # pairs side by side
    check: Callable[[int], list[str]]  # what is wrong with what it stored, given how many it acknowledged
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Server:
    """A server the benchmark can run, and the keys of the loads it is for."""

    name: str
    dialect: str
    prepare: Callable[[Ground], Program]  # before it starts
    loads: frozenset[str]
    missing: Callable[[], str | None] = lambda: None  # why it cannot run here


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    program: Program
    port: int
    pid: int


@contextmanager
def running(server: Server, folder: Path, loads: Sequence[Load]) -> Iterator[Running]:
    """Prepare a server in `folder` for loads of one place, start it, and stop it at the end."""
    with postgresql.fresh(folder, loads[0].place.database == "postgresql") as address:
        ground = Ground(folder, machine.free_port(), loads, address)
        program = server.prepare(ground)
        environment = {**os.environ, **program.environment}
        with (folder / "server.log").open("w") as log, machine.pinned(machine.SERVER_CORES):
            process = subprocess.Popen(program.command, cwd=build.ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_open(process, ground.port, folder)
            yield Running(program, ground.port, process.pid)
        finally:
            _stop(process)


def log_of(folder: Path) -> str:
    """Return the end of what the server in `folder` said."""
    path = folder / "server.log"
    return path.read_text(errors="replace")[-LOG_SHOWN:] if path.exists() else ""


def _wait_until_open(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise StartError(log_of(folder) or "it never listened")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
