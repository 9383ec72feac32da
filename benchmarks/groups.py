"""How long it takes until the last of a large group has what somebody did to it: `python -m benchmarks.groups`.

500 people are friends of the first, who makes a group of them, again and again, renames it, gives it a notice, says
something, removes one and adds them again. 300 of them are connected. A figure is the time from the command until its
rows have reached the last of those it concerns.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks import build, machine
from benchmarks.loads import LOADS, POSTGRESQL
from benchmarks.ours import served_to_friends
from benchmarks.servers import running
from benchmarks.tables import Table, write_into

PEOPLE, ONLINE, ROUNDS = 500, 300, 10
ASKED_MS = 1000.0  # until the last has it
PATIENCE_S = 30
DEEDS = ("create", "rename", "notice", "message", "remove", "add again")
HEAD = ("", "acknowledged, p50 ms", "the last has it, p50 ms", "the worst, ms")


class Ear:
    """One person's socket, and what it heard when."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._heard: dict[str, tuple[int, float]] = {}  # stream, or row of mine -> its newest version, and when
        self._news = asyncio.Event()
        self.replies: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for text in self._socket:
            frame, now = json.loads(text), time.perf_counter()
            if "ok" in frame or "error" in frame:
                self.replies.put_nowait(frame)
            elif frame["type"] == "update":
                self._heard[frame["stream"]] = frame["version"], now
                if frame["stream"] == "me":
                    self._heard |= {row["key"]: (row["version"], now) for row in frame["rows"]}
                self._news.set()

    def forget(self) -> None:
        """Begin anew: only what comes from now on counts."""
        self._heard.clear()

    async def heard(self, key: str, version: int) -> float:
        """Return when it had this version of a stream, or any of a row of mine."""
        async with asyncio.timeout(PATIENCE_S):
            while self._heard.get(key, (-1, 0.0))[0] < version:
                self._news.clear()
                await self._news.wait()
        return self._heard[key][1]

    async def command(self, command: str, /, **arguments: Any) -> tuple[dict[str, Any], float]:
        """Send a command; return its reply, and when it came."""
        await self._socket.send(json.dumps({"id": 1, "command": command, **arguments}))
        reply = await self.replies.get()
        if "error" in reply:
            raise RuntimeError(f"{command}: {reply['error']}")
        return reply["ok"], time.perf_counter()


class Bench:
    """The owner of the groups, those who listen, and the times it took them."""

    def __init__(self, names: list[str], ears: list[Ear]) -> None:
        self._names, self._ears, self._owner = names, ears, ears[0]
        self.acked: dict[str, list[float]] = {deed: [] for deed in DEEDS}
        self.arrived: dict[str, list[float]] = {deed: [] for deed in DEEDS}
        self._ids = itertools.count()

    async def round(self) -> None:
        """Do everything once, to a group of its own."""
        members, somebody = self._names[1:], [self._names[-1]]  # who is connected as well
        made = await self._do(
            "create", "group.create", self._ears, client_id=self._id(), name="Everyone", members=members
        )
        group = {"stream": made["stream"]}
        await self._do("rename", "group.update", self._ears, **group, name="All of us")
        await self._do("notice", "group.update", self._ears, **group, notice="Bring water")
        await self._do("message", "message.send", self._ears, **group, client_id=self._id(), body="Hello, all")
        await self._do("remove", "group.remove", self._ears, **group, users=somebody)
        await self._do("add again", "group.invite", self._ears[:-1], **group, users=somebody)

    async def _do(self, deed: str, command: str, concerned: list[Ear], /, **arguments: Any) -> dict[str, Any]:
        for ear in self._ears:
            ear.forget()
        began = time.perf_counter()
        reply, acked = await self._owner.command(command, **arguments)
        # Whom a group is new to hears of it in their own stream.
        stream = str(reply.get("stream") or arguments["stream"])
        key, version = (f"conversation:{stream}", 0) if deed == "create" else (stream, reply["version"])
        arrived = await asyncio.gather(*(ear.heard(key, version) for ear in concerned))
        self.acked[deed].append((acked - began) * 1000)
        self.arrived[deed].append((max(arrived) - began) * 1000)
        return reply

    def _id(self) -> str:
        return f"id-{next(self._ids)}"


def main() -> int:
    """Measure and print; return 1 where the last had to wait longer than was asked for."""
    options = _arguments()
    if not machine.allow_files(options.online + 100):
        print("too few open files are allowed")
        return 1
    options.data.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="groups.", dir=options.data))
    load = replace(LOADS[0], place=POSTGRESQL) if options.postgresql else LOADS[0]
    worlds: list[dict[str, Any]] = []
    try:
        ours = served_to_friends(options.people, worlds)
        with running(ours, folder, [load]) as server, machine.pinned(machine.CLIENT_CORES):
            bench = asyncio.run(_measured(server.port, worlds[0], options.online, options.rounds))
    finally:
        shutil.rmtree(folder)
    title = (
        f"A group of {options.people}, {options.online} of them connected, {options.rounds} rounds ({load.place.name})"
    )
    table = Table(title, HEAD, _rows(bench))
    print("\n".join(machine.describe(options.data)), table.as_text(), sep="\n\n")
    if options.into:
        write_into(options.into, "groups", table.as_markdown())
    slowest = max(map(statistics.median, bench.arrived.values()))
    print(f"\nasked for: everyone within {ASKED_MS:,.0f} ms; the slowest took {slowest:,.0f} ms (the median)")
    return 1 if slowest > ASKED_MS else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.groups", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--online", type=int, default=ONLINE)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--data", type=Path, default=build.BUILD, help="a folder on the disk to measure")
    parser.add_argument("--into", type=Path, help="a Markdown page to write the table into, between its marks")
    return parser.parse_args()


async def _measured(port: int, world: dict[str, Any], online: int, rounds: int) -> Bench:
    # The first, who does it all, and the last, who is removed, are connected.
    chosen = [*range(online - 1), len(world["names"]) - 1]
    ears = [await _connected(port, world["cookies"][at]) for at in chosen]
    bench = Bench(world["names"], ears)
    for _ in range(rounds):
        await bench.round()
    for ear in ears:
        ear.task.cancel()
    return bench


async def _connected(port: int, cookie: str) -> Ear:
    site = f"http://127.0.0.1:{port}"
    socket = await connect(
        f"ws{site[4:]}/ws/?v=1", origin=Origin(site), additional_headers={"Cookie": cookie}, compression=None
    )
    await socket.recv()  # ready
    return Ear(socket)


def _rows(bench: Bench) -> list[list[str]]:
    rows = []
    for deed, arrived in bench.arrived.items():
        figures = statistics.median(bench.acked[deed]), statistics.median(arrived), max(arrived)
        rows.append([deed, *(f"{figure:,.1f}" for figure in figures)])
    return rows


if __name__ == "__main__":
    sys.exit(main())
