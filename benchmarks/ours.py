"""Our own server under load, as `make serve` starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import build, report
from benchmarks.client import Load, Socket
from benchmarks.servers import Program, Server

PEOPLE, PAIRS, MEMBERS = 500, 200, 500  # enough for the largest load


def happychat() -> Server:
    """Return Happy Chat on a fresh SQLite database, its rate limits switched off."""
    return Server(report.OURS, "happychat", _prepare)


def _prepare(folder: Path, port: int) -> Program:
    environment = {
        "DJANGO_SETTINGS_MODULE": "happychat.settings",
        "HAPPYCHAT_DATA_DIR": str(folder),
        "HAPPYCHAT_BASE_URL": f"http://127.0.0.1:{port}",
        "HAPPYCHAT_RATE_SCALE": "0",
        "HAPPYCHAT_LOG_LEVEL": "WARNING",
    }
    _run(["manage.py", "migrate", "--verbosity", "0"], environment)
    world = json.loads(_run(["-m", "benchmarks.world", "make", *map(str, (PEOPLE, PAIRS, MEMBERS))], environment))
    return Program(
        [sys.executable, "-m", "happychat.serve", "--port", str(port)],
        sockets=partial(_sockets, world),
        check=partial(_check, environment),
        environment=environment,
    )


def _sockets(world: dict[str, Any], load: Load) -> list[Socket]:
    streams = world["direct"] if load.kind == "pm" else [world["group"]] * load.sockets
    cookies = world["cookies"][: load.sockets]
    return [Socket("/ws/?v=1", cookie, stream) for cookie, stream in zip(cookies, streams, strict=False)]


def _check(environment: dict[str, str], acked: int) -> list[str]:
    found = json.loads(_run(["-m", "benchmarks.world", "check"], environment))
    wrong = [f"conversation {key}: numbers with holes, repeats or a wrong last one" for key in found["wrong"]]
    if found["messages"] != acked:
        wrong.append(f"{acked} acknowledged and {found['messages']} stored")
    return wrong


def _run(arguments: list[str], environment: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, check=False, cwd=build.ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-1500:]}")
    return done.stdout
