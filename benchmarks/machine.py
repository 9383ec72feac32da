"""What the machine is, how fast its disk keeps a promise, and which core does what."""

from __future__ import annotations

import json
import os
import platform
import resource
import socket
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from benchmarks.build import NODE, ROOT, find

SYNCS = 200
SYNC_BYTES = 4096  # a page, as a small commit writes it
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORES = set(CORES[:1])
CLIENT_CORES = set(CORES[1:2] or CORES)  # the second one, or the only one


def allow_files(count: int) -> bool:
    """Let programs we start have `count` files open at least; False where the machine does not."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < count:
        return False
    if allowed != resource.RLIM_INFINITY and allowed < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, most))
    return True


@contextmanager
def pinned(cores: set[int]) -> Iterator[None]:
    """Start programs on some cores: they inherit where we are."""
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, CORES)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def sync_times_ms(folder: Path) -> tuple[float, float]:
    """Return the median and the 99th percentile of fdatasync after a small append in `folder`."""
    times = []
    path = folder / "sync.probe"
    with path.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.write(b"x" * SYNC_BYTES)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    path.unlink()
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def describe(folder: Path) -> list[str]:
    """Return lines naming the machine, the disk under `folder` and the versions that run."""
    median, slow = sync_times_ms(folder)
    packages = ("django", "channels", "daphne", "uvicorn", "uvloop", "websockets", "orjson")
    python = ", ".join(f"{name} {version(name)}" for name in packages)
    disk = f"{_file_system(folder)}, fdatasync {median:.2f} ms (p99 {slow:.2f})"
    pins = f"servers on core {_names(SERVER_CORES)}, load generator on core {_names(CLIENT_CORES)}"
    return [
        f"{_processor()}, {len(CORES)} cores, load {os.getloadavg()[0]:.1f}, {platform.system()} {platform.release()}",
        f"{disk}; the slower the disk, the more group commit gains",
        f"{pins}, loopback only",
        f"Happy Chat {_revision()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        python,
        f"Node {_output([str(find('node')), '--version'])}, {_node_packages()}" if find("node") else "no Node",
    ]


def _names(numbers: set[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _file_system(folder: Path) -> str:
    fields = _output(["df", "--output=fstype", str(folder)]).split()
    return fields[-1] if fields else "unknown"


def _revision() -> str:
    return _output(["git", "-C", str(ROOT), "describe", "--always", "--dirty"]) or "of no revision"


def _node_packages() -> str:
    manifests = [NODE / "node_modules" / name / "package.json" for name in ("socket.io", "ws", "better-sqlite3")]
    found = [json.loads(path.read_text()) for path in manifests if path.exists()]
    return ", ".join(f"{manifest['name']} {manifest['version']}" for manifest in found) or "its peers not installed"


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=10).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""
