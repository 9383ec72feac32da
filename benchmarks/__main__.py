"""Measure ours beside its peers, in one run on one machine with one client: `make bench`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import build, goals, machine, postgresql, report
from benchmarks.client import ClientError, Measurement, measure
from benchmarks.loads import LOADS, Load, by_place, quick
from benchmarks.ours import on_daphne, served
from benchmarks.peer_servers import limit, socketio, tutorial, ws
from benchmarks.servers import Server, StartError, log_of, running
from benchmarks.tables import write_into

ALL = frozenset(load.key for load in LOADS)
FIRST = frozenset({"pm", "fanout", "fanout-8"})
ON_SQLITE = ALL - {"pm-postgresql"}
SERVERS: Mapping[str, Server] = {
    "ours": served(ALL),
    "ours-daphne": on_daphne(ON_SQLITE),
    "socketio": socketio(ON_SQLITE),
    "ws": ws(ON_SQLITE),
    "daphne": tutorial("daphne", FIRST),
    "uvicorn": tutorial("uvicorn", FIRST | {"pm-postgresql"}),
    "limit": limit(FIRST | {"fanout-2000", "paced", "idle"}),
}
NAMES = {key: server.name for key, server in SERVERS.items()}
ROUNDS = 2
FILES_BESIDE_SOCKETS = 500


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test: few sockets, short windows, one round")
    parser.add_argument("--only", type=_keys(SERVERS), help=f"servers, by commas: {', '.join(SERVERS)}")
    parser.add_argument("--loads", type=_keys(ALL), help=f"loads, by commas: {', '.join(load.key for load in LOADS)}")
    parser.add_argument("--rounds", type=int, help=f"runs of each server, in turn ({ROUNDS}; quick: 1)")
    parser.add_argument("--data", type=Path, default=build.BUILD, help="a folder on the disk to measure")
    parser.add_argument("--into", type=Path, help="a Markdown page to write the tables into, between its marks")
    return parser.parse_args()


class _keys:  # noqa: N801  # argparse calls it to read a value
    """Read names, by commas, each of which is known."""

    def __init__(self, known: Mapping[str, object] | frozenset[str]) -> None:
        self.known = known

    def __call__(self, text: str) -> list[str]:
        keys = text.split(",")
        if unknown := [key for key in keys if key not in self.known]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
        return keys


def main() -> int:
    """Run every server in turn and print the tables; return 1 when something was lost, doubled or did not start."""
    options = arguments()
    try:
        build.compile_program("load")
        bench = Bench(available(options), possible(options))
    except build.BuildError as problem:
        print(problem)
        return 1
    options.data.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run.", dir=options.data))
    start = time.monotonic()
    try:
        about = machine.describe(folder)
        print("\n".join(about), end="\n\n", flush=True)
        bench.run(folder, options.rounds or (1 if options.quick else ROUNDS))
    finally:
        shutil.rmtree(folder)
    print(bench.text(), f"\n{time.monotonic() - start:.0f} s", sep="\n")
    if options.into:
        write_into(options.into, "benchmarks", bench.markdown(about))
    return 1 if bench.faults else 0


def available(options: argparse.Namespace) -> dict[str, Server]:
    """Return the servers to run; print why one is left out."""
    servers = {key: SERVERS[key] for key in options.only or SERVERS}
    for key, server in list(servers.items()):
        if reason := server.missing() or _not_installed(server, is_quick=options.quick):
            print(f"left out: {server.name}: {reason}")
            del servers[key]
    return servers


def possible(options: argparse.Namespace) -> list[Load]:
    """Return the loads to run; print why one is left out."""
    loads = [load for load in LOADS if not options.loads or load.key in options.loads]
    loads = [quick(load) for load in loads] if options.quick else loads
    for load in list(loads):
        reason = None if machine.allow_files(load.sockets + FILES_BESIDE_SOCKETS) else "too few open files are allowed"
        reason = reason or (postgresql.missing() if load.place.database == "postgresql" else None)
        if reason:
            print(f"left out: {load.key}: {reason}")
            loads.remove(load)
    return loads


def _not_installed(server: Server, *, is_quick: bool) -> str | None:
    if server.missing is not build.missing_for_node or build.node_peers_are_installed():
        return None
    if is_quick:
        return "not installed yet; a run without --quick does it"
    print("Compiling better-sqlite3 for the peers on Node: once, about a minute …", flush=True)
    try:
        build.install_node_peers()
    except build.BuildError as problem:
        return str(problem)
    return None


class Bench:
    """One run of the benchmark: its servers, its loads, and what came of them."""

    def __init__(self, servers: Mapping[str, Server], loads: Sequence[Load]) -> None:
        self.servers = servers
        self.results: dict[Load, dict[str, list[Measurement]]] = {
            load: {key: [] for key, server in servers.items() if load.key in server.loads} for load in loads
        }
        self.faults: list[str] = []

    def run(self, folder: Path, rounds: int) -> None:
        """Measure every server once a round with the loads of each place, on a fresh database each time."""
        for number in range(rounds):
            for at, loads in enumerate(by_place(list(self.results))):
                for key, server in self.servers.items():
                    wanted = [load for load in loads if load.key in server.loads]
                    if wanted:
                        print(
                            f"round {number + 1}: {server.name}: {', '.join(load.key for load in wanted)}", flush=True
                        )
                        self._run_server(key, wanted, folder / f"{number}.{at}.{key}")

    def _run_server(self, key: str, loads: Sequence[Load], folder: Path) -> None:
        folder.mkdir()
        server = self.servers[key]
        acked = 0
        try:
            with running(server, folder, loads) as process:
                for load in loads:
                    sockets = process.program.sockets(load)
                    run = measure(load, server.dialect, process.port, process.pid, sockets, folder)
                    acked += run.total_acked
                    self.results[load][key].append(run)
                    self._note(f"{load.key}, {server.name}", run.faults)
                self._note(server.name, process.program.check(acked))
        except StartError as problem:
            self._note(server.name, [str(problem)])
        except ClientError as problem:
            self._note(server.name, [str(problem), log_of(folder)])

    def _note(self, where: str, faults: Sequence[str]) -> None:
        self.faults += [f"{where}: {fault}" for fault in faults]

    def text(self) -> str:
        """Return everything for a terminal."""
        tables = [report.table(load, runs, NAMES).as_text() for load, runs in self.results.items()]
        found = [*tables, goals.table(self.results, NAMES).as_text(), f"What is not equal:\n{report.INEQUALITIES}"]
        return "\n\n".join(["", *found, "\n".join(self._remarks())])

    def markdown(self, about: Sequence[str]) -> str:
        """Return everything for a page."""
        tables = [report.table(load, runs, NAMES).as_markdown() for load, runs in self.results.items()]
        lists = ["\n".join(f"- {line}" for line in lines) for lines in (about, self._remarks())]
        return "\n\n".join([lists[0], goals.table(self.results, NAMES).as_markdown(), *tables, lists[1]])

    def _remarks(self) -> list[str]:
        faults = [f"Fault: {fault}" for fault in self.faults]
        return [
            *(f"In doubt: {doubt}" for doubt in report.doubts(self.results, NAMES)),
            *(faults or [report.NO_FAULTS]),
        ]


if __name__ == "__main__":
    sys.exit(main())
