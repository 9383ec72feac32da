"""Measure ours beside its peers and print one table: `make bench`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import build, machine, report
from benchmarks.client import ClientError, Load, Measurement, measure
from benchmarks.ours import happychat
from benchmarks.peer_servers import limit, socketio, tutorial
from benchmarks.servers import Server, StartError, log_of, running

SERVERS: Mapping[str, Server] = {
    "ours": happychat(),
    "daphne": tutorial("daphne"),
    "uvicorn": tutorial("uvicorn"),
    "socketio": socketio(),
    "limit": limit(),
}
WARMUP_MS = 500
WINDOW_MS = 3000
FULL = (
    Load("private messages", "pm", 400, 1, WARMUP_MS, WINDOW_MS),
    Load("fan-out, 1 in flight", "fanout", 500, 1, WARMUP_MS, WINDOW_MS),
    Load("fan-out, 8 in flight", "fanout", 500, 8, WARMUP_MS, WINDOW_MS),
)
QUICK = (
    Load("private messages", "pm", 100, 1, 200, 700),
    Load("fan-out, 1 in flight", "fanout", 100, 1, 200, 700),
    Load("fan-out, 8 in flight", "fanout", 100, 8, 200, 700),
)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a smoke test of some seconds: fewer sockets, short windows"
    )
    parser.add_argument("--only", help=f"servers, by commas: {', '.join(SERVERS)}")
    parser.add_argument("--rounds", type=int, help="runs of each server, in turn (2; quick: 1)")
    parser.add_argument("--data", type=Path, default=build.BUILD, help="a folder on the disk to measure")
    return parser.parse_args()


def main() -> int:
    """Run every server in turn and print the tables; return 1 when something was lost, doubled or did not start."""
    options = arguments()
    loads = QUICK if options.quick else FULL
    try:
        build.compile_program("load")
        servers = available(options)
    except build.BuildError as problem:
        print(problem)
        return 1
    options.data.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run.", dir=options.data))
    start = time.monotonic()
    try:
        print("\n".join(machine.describe(folder)), end="\n\n", flush=True)
        faults = Bench(servers, loads, folder).run(options.rounds or (1 if options.quick else 2))
    finally:
        shutil.rmtree(folder)
    print(f"\n{time.monotonic() - start:.0f} s")
    return 1 if faults else 0


def available(options: argparse.Namespace) -> list[Server]:
    """Return the servers to run; print why one is left out."""
    keys = options.only.split(",") if options.only else list(SERVERS)
    servers = [SERVERS[key] for key in keys]
    for server in list(servers):
        reason = server.missing() or _not_installed(server, quick=options.quick)
        if reason:
            print(f"left out: {server.name}: {reason}")
            servers.remove(server)
    return servers


def _not_installed(server: Server, *, quick: bool) -> str | None:
    if server is not SERVERS["socketio"] or build.ADDON.exists():
        return None
    if quick:
        return "not installed yet; a run without --quick does it"
    print("Compiling better-sqlite3 for the socket.io peer: once, about a minute …", flush=True)
    try:
        build.install_socketio()
    except build.BuildError as problem:
        return str(problem)
    return None


class Bench:
    """One run of the benchmark: its servers, its loads, and what came of them."""

    def __init__(self, servers: Sequence[Server], loads: Sequence[Load], folder: Path) -> None:
        self.servers = servers
        self.loads = loads
        self.folder = folder
        self.results: dict[Load, dict[str, list[Measurement]]] = {
            load: {server.name: [] for server in servers} for load in loads
        }
        self.faults: list[str] = []

    def run(self, rounds: int) -> list[str]:
        """Measure every server once a round, print the tables, and return what went wrong."""
        for number in range(rounds):
            for server in self.servers:
                self._run_server(server, self.folder / f"{number}.{server.name.replace(' ', '-')}")
        self._print()
        return self.faults

    def _run_server(self, server: Server, folder: Path) -> None:
        folder.mkdir()
        acked = 0
        try:
            with running(server, folder) as process:
                for load in self.loads:
                    sockets = process.program.sockets(load)
                    run = measure(load, server.dialect, process.port, process.pid, sockets, folder)
                    acked += run.total_acked
                    self.results[load][server.name].append(run)
                    self._note(f"{load.name}, {server.name}", run.faults)
            self._note(server.name, process.program.check(acked))
        except StartError as problem:
            self._note(server.name, [str(problem)])
        except ClientError as problem:
            self._note(server.name, [str(problem), log_of(folder)])

    def _note(self, where: str, faults: Sequence[str]) -> None:
        self.faults += [f"{where}: {fault}" for fault in faults]

    def _print(self) -> None:
        for load in self.loads:
            print(report.table(load, self.results[load]), end="\n\n")
        print(report.verdict(self.results), report.INEQUALITIES, sep="\n\n", end="\n\n")
        for doubt in report.doubts(self.results):
            print(f"In doubt: {doubt}")
        print("\n".join(["Faults:", *self.faults]) if self.faults else report.NO_FAULTS)


if __name__ == "__main__":
    sys.exit(main())
