"""The servers ours is measured beside: the Channels tutorial, socket.io, and a bare broadcaster."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks import build, report
from benchmarks.client import Load, Socket
from benchmarks.servers import Program, Server

TUTORIAL = "benchmarks.peers.tutorial"


def tutorial(program: str) -> Server:
    """Return the chat of the Channels tutorial, one ORM insert per message, on daphne or uvicorn."""
    return Server(f"{report.TUTORIAL}, {program}", "tutorial", partial(_prepare_tutorial, program))


def socketio() -> Server:
    """Return a socket.io 4 chat with better-sqlite3."""
    return Server("socket.io 4", "socketio", _prepare_socketio, build.missing_for_socketio)


def limit() -> Server:
    """Return the bare broadcaster in C: what the generator and the kernel can take."""
    return Server(report.LIMIT, "tutorial", _prepare_limit)


def _prepare_tutorial(program: str, folder: Path, port: int) -> Program:
    database = folder / "db.sqlite3"
    environment = {"DJANGO_SETTINGS_MODULE": f"{TUTORIAL}.settings", "BENCHMARK_DATABASE": str(database)}
    migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(migrate, cwd=build.ROOT, env={**os.environ, **environment}, check=True)
    options = {
        "daphne": ["-b", "127.0.0.1", "-p", str(port), "-v", "0"],
        "uvicorn": ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"],
    }
    return Program(
        [sys.executable, "-m", program, *options[program], f"{TUTORIAL}.asgi:application"],
        sockets=lambda load: [Socket(f"/ws/chat/{room}/") for room in _rooms(load)],
        check=partial(_compare, database, "tutorial_message"),
        environment=environment,
    )


def _prepare_socketio(folder: Path, port: int) -> Program:
    build.install_socketio()
    database = folder / "db.sqlite3"
    return Program(
        [str(build.find("node")), str(build.SOCKETIO / "server.mjs"), str(port), str(database)],
        sockets=lambda load: [Socket(f"/socket.io/?EIO=4&transport=websocket&room={room}") for room in _rooms(load)],
        check=partial(_compare, database, "message"),
        environment={"NODE_ENV": "production"},
    )


def _prepare_limit(_folder: Path, port: int) -> Program:
    return Program(
        [str(build.compile_program("limit")), str(port)],
        sockets=lambda load: [Socket(f"/{room}") for room in _rooms(load)],
        check=lambda _acked: [],
    )


def _rooms(load: Load) -> list[str]:
    return [f"pair{number // 2}" if load.kind == "pm" else "group" for number in range(load.sockets)]


def _compare(database: Path, table: str, acked: int) -> list[str]:
    with sqlite3.connect(database) as connection:
        stored = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
    return [] if stored == acked else [f"{acked} acknowledged and {stored} stored"]
