"""The servers ours is measured beside: socket.io, ws, the Channels tutorial, and a bare broadcaster."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial

import psycopg

from benchmarks import build
from benchmarks.client import Socket
from benchmarks.loads import Load
from benchmarks.servers import Ground, Program, Server

TUTORIAL = "benchmarks.peers.tutorial"


def socketio(loads: frozenset[str]) -> Server:
    """Return a socket.io 4 chat with better-sqlite3."""
    path = "/socket.io/?EIO=4&transport=websocket&room={room}"
    prepare = partial(_prepare_node, "socketio.mjs", path)
    return Server("socket.io 4", "socketio", prepare, loads, build.missing_for_node)


def ws(loads: frozenset[str]) -> Server:
    """Return a chat on the ws package of Node, with better-sqlite3."""
    return Server("ws", "ws", partial(_prepare_node, "ws.mjs", "/?room={room}"), loads, build.missing_for_node)


def tutorial(program: str, loads: frozenset[str]) -> Server:
    """Return the chat of the Channels tutorial, one ORM insert per message, on daphne or uvicorn."""
    return Server(f"Channels tutorial, {program}", "tutorial", partial(_prepare_tutorial, program), loads)


def limit(loads: frozenset[str]) -> Server:
    """Return the bare broadcaster in C: what the generator and the kernel can take."""
    return Server("bare C broadcaster, no storage", "tutorial", _prepare_limit, loads)


def _prepare_node(script: str, path: str, ground: Ground) -> Program:
    build.install_node_peers()
    database = ground.folder / "db.sqlite3"
    return Program(
        [str(build.find("node")), "--expose-gc", str(build.NODE / script), str(ground.port), str(database)],
        sockets=lambda load: [Socket(path.format(room=room)) for room in _rooms(load)],
        check=partial(_compare, str(database), "message"),
        environment={"NODE_ENV": "production", "BENCHMARK_SYNCHRONOUS": ground.place.synchronous},
    )


def _prepare_tutorial(program: str, ground: Ground) -> Program:
    database = ground.postgresql or str(ground.folder / "db.sqlite3")
    environment = {"DJANGO_SETTINGS_MODULE": f"{TUTORIAL}.settings", "BENCHMARK_DATABASE": database}
    migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(migrate, cwd=build.ROOT, env={**os.environ, **environment}, check=True)
    options = {
        "daphne": ["-b", "127.0.0.1", "-p", str(ground.port), "-v", "0"],
        "uvicorn": ["--host", "127.0.0.1", "--port", str(ground.port), "--log-level", "warning"],
    }
    return Program(
        [sys.executable, "-m", program, *options[program], f"{TUTORIAL}.asgi:application"],
        sockets=lambda load: [Socket(f"/ws/chat/{room}/") for room in _rooms(load)],
        check=partial(_compare, database, "tutorial_message"),
        environment=environment,
    )


def _prepare_limit(ground: Ground) -> Program:
    return Program(
        [str(build.compile_program("limit")), str(ground.port)],
        sockets=lambda load: [Socket(f"/{room}") for room in _rooms(load)],
        check=lambda _acked: [],
    )


def _rooms(load: Load) -> list[str]:
    return ["group" if load.kind == "fanout" else f"pair{number // 2}" for number in range(load.sockets)]


def _compare(database: str, table: str, acked: int) -> list[str]:
    query = f"SELECT COUNT(*) FROM {table}"
    connection = psycopg.connect(database) if "://" in database else sqlite3.connect(database)
    with closing(connection):
        (stored,) = connection.execute(query).fetchone() or (0,)
    return [] if stored == acked else [f"{acked} acknowledged and {stored} stored"]
