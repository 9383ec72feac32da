"""One measurement: the load generator against one running server."""

from __future__ import annotations

import json
import secrets
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks import machine
from benchmarks.build import compile_program
from benchmarks.loads import Load

TIMEOUT_SECONDS = 150


class ClientError(Exception):
    """The load generator gave up; the message is its own."""


@dataclass(frozen=True)
class Socket:
    """What one socket of the generator needs: its address, its cookies, and the stream it talks in."""

    path: str
    cookie: str = ""
    stream: str = ""


@dataclass(frozen=True)
class Measurement:
    """What the generator saw, under its own names: the window first, then the whole run."""

    connected: int  # in opening_s
    opening_s: float
    memory_kb: int  # that the server grew by meanwhile
    window_s: float
    acked: int
    delivered: int
    frames: int
    bytes: int
    ack_p50_ms: float
    ack_p99_ms: float
    delivery_p50_ms: float
    delivery_p99_ms: float
    client_cpu_s: float
    server_cpu_s: float
    machine_cpu_s: float
    total_sent: int
    total_acked: int
    total_delivered: int
    lost: int
    doubled: int
    refused: int
    late: int  # messages not sent at their time: the last of that sender had not arrived
    collapsed: int  # `head` frames in the place of updates
    closed: int
    strange: int
    trouble: str

    @property
    def acked_a_second(self) -> float:
        """Return acknowledged messages a second."""
        return self.acked / self.window_s

    @property
    def delivered_a_second(self) -> float:
        """Return messages that reached a socket, a second."""
        return self.delivered / self.window_s

    @property
    def server_us_per_ack(self) -> float:
        """Return the server's CPU time per acknowledged message."""
        return self.server_cpu_s / max(self.acked, 1) * 1e6

    @property
    def server_us_per_delivery(self) -> float:
        """Return the server's CPU time per message and receiving socket."""
        return self.server_cpu_s / max(self.delivered, 1) * 1e6

    @property
    def connects_a_second(self) -> float:
        """Return connections opened a second."""
        return self.connected / self.opening_s

    @property
    def kb_per_connection(self) -> float:
        """Return the server's memory for each connection that stays, in kB."""
        return self.memory_kb / self.connected

    @property
    def server_ms_per_connect(self) -> float:
        """Return the server's CPU time for each connection opened."""
        return self.server_cpu_s / self.connected * 1e3

    @property
    def client_share(self) -> float:
        """Return how much of its core the generator used."""
        return self.client_cpu_s / self.window_s

    @property
    def server_share(self) -> float:
        """Return how much of its core the server used."""
        return self.server_cpu_s / self.window_s

    @property
    def others_share(self) -> float:
        """Return how many cores were busy with neither server nor generator."""
        return max(0.0, (self.machine_cpu_s - self.server_cpu_s - self.client_cpu_s) / self.window_s)

    @property
    def faults(self) -> list[str]:
        """Name what should not have happened."""
        names = ("lost", "doubled", "refused", "closed", "strange")
        found = [f"{getattr(self, name)} {name}" for name in names if getattr(self, name)]
        if self.total_acked != self.total_sent - self.refused:
            found.append(f"{self.total_sent - self.total_acked} sent and not acknowledged")
        return [*found, self.trouble] if found and self.trouble else found


def measure(load: Load, dialect: str, port: int, pid: int, sockets: Sequence[Socket], folder: Path) -> Measurement:
    """Put `load` on the server at `port` and return what came of it."""
    path = folder / f"{load.key}.sockets"
    path.write_text("".join(f"{socket.path}\t{socket.cookie}\t{socket.stream}\n" for socket in sockets))
    numbers = [str(number) for number in (load.in_flight, load.pace, load.warmup_ms, load.window_ms, pid)]
    run = secrets.token_hex(3)  # makes the client_ids of this run its own
    command = [str(compile_program("load")), dialect, load.kind, str(port), str(path), *numbers, run]
    with machine.pinned(machine.CLIENT_CORES):
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    if done.returncode:
        raise ClientError(done.stderr.strip() or f"the load generator ended with {done.returncode}")
    values = json.loads(done.stdout)
    return Measurement(**{field.name: values[field.name] for field in fields(Measurement)})
