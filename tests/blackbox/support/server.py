"""The server as an opaque command with a data folder of its own."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).resolve().parents[3]
COMMANDS: dict[str, tuple[str, ...]] = {
    "serve": ("-m", "happychat.serve", "--port", "{port}"),
    "daphne": ("-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", "{port}", "happychat.asgi:application"),
}
START_SECONDS = 30.0
STOP_SECONDS = 12.0
_collecting = threading.Lock()  # servers are started from several threads
_collected: list[bool] = []


class Server:
    """One running site: start it, read its log, kill it, start it again on the same data.

    `before` is a data folder to begin with; without it the site is empty.
    """

    def __init__(self, kind: str = "serve", *, before: Path | None = None, **settings: str) -> None:
        self.kind = kind
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="happychat-blackbox-"))
        self.data = self.folder / "data"
        self.log_path = self.folder / "server.log"
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        self._collect_static_files()
        if before is None:
            self.manage("migrate", "--verbosity", "0")
        else:
            shutil.copytree(before, self.data)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """Return what the server finds in its environment: nothing of ours but what is said here."""
        foreign = {name: value for name, value in os.environ.items() if not name.startswith(("HAPPYCHAT_", "DJANGO_"))}
        own = {
            "HAPPYCHAT_DATA_DIR": str(self.data),
            "HAPPYCHAT_BASE_URL": self.origin,
            "HAPPYCHAT_SIGNUP_RATE": "6000",
            "DJANGO_SETTINGS_MODULE": "happychat.settings",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        return foreign | own | self.settings

    def manage(self, *arguments: str) -> str:
        """Run one management command on the data folder, as an operator does; return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=False,
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout

    def start(self) -> None:
        """Start the command and wait until it answers."""
        command = [sys.executable, *(part.format(port=self.port) for part in COMMANDS[self.kind])]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that kill() reaches whatever it starts
            )
        self._wait_until_healthy()

    def kill(self) -> None:
        """End the server and all its children at once, as a power cut would."""
        process = self._running()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.process = None

    def ask_to_stop(self) -> None:
        """Send SIGTERM and return at once."""
        self._running().terminate()

    def wait_until_stopped(self) -> float:
        """Return the seconds until the process was gone."""
        begun = time.monotonic()
        process = self._running()
        process.wait(STOP_SECONDS + 5)
        self.process = None
        return time.monotonic() - begun

    def stop(self) -> float:
        """End the server in the polite way; return the seconds it took."""
        self.ask_to_stop()
        return self.wait_until_stopped()

    def log(self) -> list[str]:
        """Return the lines the server has written so far."""
        return self.log_path.read_text("utf-8", "replace").splitlines()

    def database(self) -> sqlite3.Connection:
        """Open the database file: for what an operator, not a visitor, can do."""
        return sqlite3.connect(self.data / "db.sqlite3", timeout=10, isolation_level=None)

    def _collect_static_files(self) -> None:
        """Do what `make serve` does before it serves, once for all servers."""
        with _collecting:
            if not _collected:
                self.manage("collectstatic", "--noinput", "--verbosity", "0")
                _collected.append(True)

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise RuntimeError("the server is not running")
        return self.process

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._is_healthy():
            if self._running().poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start:\n" + "\n".join(self.log()[-40:]))
            time.sleep(0.05)

    def _is_healthy(self) -> bool:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            with closing(asking):
                asking.request("GET", "/healthz")
                return asking.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
