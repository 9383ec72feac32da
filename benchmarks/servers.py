"""How a server under load is prepared, started and stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import build, machine
from benchmarks.client import Load, Socket

START_SECONDS = 30
STOP_SECONDS = 15
LOG_SHOWN = 2000


class StartError(Exception):
    """A server did not come up; the message holds its log."""


@dataclass(frozen=True)
class Program:
    """A server prepared to listen on one port, with its data in one folder."""

    command: list[str]
    sockets: Callable[[Load], list[Socket]]  # pairs side by side
    check: Callable[[int], list[str]]  # what is wrong with what it stored, given how many it acknowledged
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Server:
    """A server the benchmark can run; `prepare` gets a fresh folder and a port, before it starts."""

    name: str
    dialect: str
    prepare: Callable[[Path, int], Program]
    missing: Callable[[], str | None] = lambda: None  # why it cannot run here


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    program: Program
    port: int
    pid: int


@contextmanager
def running(server: Server, folder: Path) -> Iterator[Running]:
    """Prepare and start a server in `folder`, and stop it at the end."""
    port = machine.free_port()
    program = server.prepare(folder, port)
    environment = {**os.environ, **program.environment}
    with (folder / "server.log").open("w") as log, machine.pinned(machine.SERVER_CORES):
        process = subprocess.Popen(program.command, cwd=build.ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_open(process, port, folder)
        yield Running(program, port, process.pid)
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
