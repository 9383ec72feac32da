"""Our own server under load: as `make serve` starts it, and on Daphne."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import build
from benchmarks.client import Socket
from benchmarks.loads import Load
from benchmarks.servers import Ground, Program, Server

Command = Callable[[int], list[str]]


def served(loads: frozenset[str]) -> Server:
    """Return Happy Chat as `make serve` runs it."""
    return Server("Happy Chat", "happychat", partial(_prepare, _serve), loads)


def served_to_friends(people: int, worlds: list[dict[str, Any]]) -> Server:
    """Return Happy Chat with so many people who are friends of the first; who they are is added to `worlds`."""

    def prepare(ground: Ground) -> Program:
        environment = _migrated(ground)
        worlds.append(json.loads(_run(["-m", "benchmarks.world", "circle", str(people)], environment)))
        return Program([sys.executable, *_serve(ground.port)], lambda load: [], lambda acked: [], environment)

    return Server("Happy Chat", "happychat", prepare, frozenset())


def on_daphne(loads: frozenset[str]) -> Server:
    """Return Happy Chat on Daphne: plain ASGI, as `make run` has it."""
    return Server("Happy Chat on Daphne", "happychat", partial(_prepare, _daphne), loads)


def _serve(port: int) -> list[str]:
    return ["-m", "happychat.serve", "--port", str(port)]


def _daphne(port: int) -> list[str]:
    return ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0", "happychat.asgi:application"]


def _prepare(command: Command, ground: Ground) -> Program:
    """Make a fresh database with the people the loads need."""
    environment = _migrated(ground)
    world = json.loads(_run(["-m", "benchmarks.world", "make", *map(str, _people(ground))], environment))
    return Program(
        [sys.executable, *command(ground.port)],
        sockets=partial(_sockets, world),
        check=partial(_check, environment),
        environment=environment,
    )


def _migrated(ground: Ground) -> dict[str, str]:
    """Make a fresh database and return the environment of what uses it; rate limits are off."""
    environment = {
        "HAPPYCHAT_DATA_DIR": str(ground.folder),
        "HAPPYCHAT_DATABASE_URL": ground.postgresql,
        "HAPPYCHAT_BASE_URL": f"http://127.0.0.1:{ground.port}",
        "HAPPYCHAT_RATE_SCALE": "0",
        "HAPPYCHAT_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "happychat.settings",
    }
    if ground.place.synchronous != "FULL":
        environment["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        environment["BENCHMARK_SYNCHRONOUS"] = ground.place.synchronous
    _run(["manage.py", "migrate", "--verbosity", "0"], environment)
    return environment


def _people(ground: Ground) -> list[int]:
    """Return how many people, how many pairs of them, and how many members in which groups."""
    people = max(load.sockets for load in ground.loads)
    pairs = max((load.sockets // 2 for load in ground.loads if load.kind != "fanout"), default=0)
    groups = {load.sockets for load in ground.loads if load.kind == "fanout"}
    return [people, pairs, *sorted(groups)]


def _sockets(world: dict[str, Any], load: Load) -> list[Socket]:
    in_group = load.kind == "fanout"
    streams = [world["groups"][str(load.sockets)]] * load.sockets if in_group else world["direct"]
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
