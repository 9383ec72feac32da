"""Our own server under load, as `make serve` starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import build, report
from benchmarks.client import Load, Socket

SOCKET_PATH = "/ws/?v=1"


@dataclass(frozen=True)
class HappyChat:
    """Happy Chat on a fresh SQLite database, rate limits switched off."""

    people: int  # enough for the largest load
    pairs: int
    members: int
    name: str = field(default=report.OURS, init=False)
    dialect: str = field(default="happychat", init=False)

    def missing(self) -> str | None:
        return None

    def prepare(self, folder: Path, port: int) -> None:
        environment = self.environment(folder, port)
        self._run(["manage.py", "migrate", "--verbosity", "0"], environment)
        world = self._run(
            ["-m", "benchmarks.world", "make", *map(str, (self.people, self.pairs, self.members))], environment
        )
        (folder / "world.json").write_text(world)

    def command(self, folder: Path, port: int) -> list[str]:
        return [sys.executable, "-m", "happychat.server"]

    def environment(self, folder: Path, port: int) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "happychat.settings",
            "HAPPYCHAT_DATA_DIR": str(folder),
            "HAPPYCHAT_BASE_URL": f"http://127.0.0.1:{port}",
            "HAPPYCHAT_RATE_SCALE": "0",
            "HAPPYCHAT_LOG_LEVEL": "WARNING",
            "PORT": str(port),
        }

    def sockets(self, folder: Path, load: Load) -> list[Socket]:
        world = json.loads((folder / "world.json").read_text())
        streams = [world["pairs"][index // 2] if load.kind == "pm" else world["group"] for index in range(load.sockets)]
        return [Socket(SOCKET_PATH, cookie, stream) for cookie, stream in zip(world["cookies"], streams, strict=False)]

    def check(self, folder: Path, acked: int) -> list[str]:
        found: dict[str, Any] = json.loads(self._run(["-m", "benchmarks.world", "check"], self.environment(folder, 1)))
        wrong = [f"conversation {key}: numbers with holes, repeats or a wrong last one" for key in found["wrong"]]
        if found["messages"] != acked:
            wrong.append(f"{acked} acknowledged and {found['messages']} stored")
        return wrong

    def _run(self, command: list[str], environment: dict[str, str]) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            check=False,
            cwd=build.ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr[-1500:]}")
        return done.stdout
