"""Whether private messages of others are slower while the lobby is flooded: `python -m benchmarks.flooding`.

Pairs of friends, who are in the lobby too, write to each other at a steady pace. Every few seconds twenty sockets begin
to say something in the lobby, many times faster than they may, and come back at once when they are put out; and every
few seconds they stop. The same pairs in the same run with and without: the ratio is the result.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from benchmarks import machine
from benchmarks.build import BUILD
from benchmarks.meeting import ask_world
from benchmarks.tables import Table, write_into
from tests.blackbox.support.server import Server

SOCKETS, PAIRS = 20, 20
SAYS_EVERY_S = 0.1  # one of each pair
FLOODS_EVERY_S = 0.02  # each socket: 1,000 a second in all
PHASE_S, SETTLES_S = 3.0, 0.5
ASKED = 2.0  # the 99th percentile with over that without
FLOODS = {"one guest at 20 sockets": (1, True), "20 guests": (20, True), "one account at 20 sockets": (1, False)}
HEAD = ("who floods", "p50 ms", "p99 ms", "flooded p50", "flooded p99", "p99 ratio", "tried/s", "said/s", "put out")


@dataclass
class Times:
    """How long private messages took, without and with a flood (milliseconds); a list for each turn."""

    quiet: list[list[float]] = field(default_factory=list)
    flooded: list[list[float]] = field(default_factory=list)
    now: list[float] | None = None  # where to; None: what is measured now counts for neither


@dataclass(frozen=True)
class Flood:
    """A process that floods while `on` is set, and what it has done."""

    on: Event
    tried: Synchronized[int]
    put_out: Synchronized[int]


async def pair_talks(sockets: tuple[ClientConnection, ClientConnection], stream: str, times: Times) -> None:
    """Let one write and the other measure, without end."""
    one, other = sockets

    async def write() -> None:
        for number in itertools.count():
            said = {"stream": stream, "client_id": f"{id(one)}-{number}", "body": f"at {time.perf_counter()}"}
            await one.send(json.dumps({"id": 1, "command": "message.send", **said}))
            await asyncio.sleep(SAYS_EVERY_S)

    async def measure() -> None:
        async for text in other:
            frame = json.loads(text)
            rows = frame.get("rows", ()) if frame.get("stream") == stream else ()
            for row in rows:
                if str(row.get("body", "")).startswith("at ") and times.now is not None:
                    times.now.append((time.perf_counter() - float(row["body"][3:])) * 1000)

    await asyncio.gather(write(), measure(), _drain(one))


async def _drain(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


def flood(site: str, cookies: Sequence[str], lobby: str, what: Flood) -> None:
    """Flood from as many sockets as there are cookies; a process of its own."""

    async def one(cookie: str, number: int) -> None:
        while True:
            if not what.on.is_set():
                await asyncio.sleep(0.05)
                continue
            with suppress(WebSocketException, OSError, TimeoutError):
                async with await _connected(site, cookie) as socket:
                    draining = asyncio.create_task(_drain(socket))
                    with suppress(WebSocketException):
                        await say_again_and_again(socket, number)
                    draining.cancel()
                what.put_out.value += what.on.is_set()

    async def say_again_and_again(socket: ClientConnection, number: int) -> None:
        while what.on.is_set():
            said = {"stream": lobby, "client_id": f"f{number}-{time.perf_counter_ns()}", "body": "flood"}
            await socket.send(json.dumps({"id": 1, "command": "message.send", **said}))
            what.tried.value += 1
            await asyncio.sleep(FLOODS_EVERY_S)

    async def everybody() -> None:
        await asyncio.gather(*(one(cookie, number) for number, cookie in enumerate(cookies)))

    asyncio.run(everybody())


async def measured(site: str, world: dict[str, Any], what: Flood, rounds: int) -> Times:
    """Return how long messages took, in so many turns with and without the flood."""
    sockets = [await _connected(site, cookie) for cookie in world["cookies"][: 2 * PAIRS]]
    pairs = zip(sockets[::2], sockets[1::2], world["direct"][::2], strict=True)
    times = Times()
    talking = [asyncio.create_task(pair_talks((one, other), stream, times)) for one, other, stream in pairs]
    for _ in range(rounds):
        for kind in (times.quiet, times.flooded):
            (what.on.set if kind is times.flooded else what.on.clear)()
            times.now = None
            await asyncio.sleep(SETTLES_S)
            times.now = []
            kind.append(times.now)
            await asyncio.sleep(PHASE_S)
    what.on.clear()
    for task in talking:
        task.cancel()
    await asyncio.wait(talking)
    return times


async def _connected(site: str, cookie: str) -> ClientConnection:
    socket = await connect(
        f"ws{site[4:]}/ws/?v=1",
        origin=Origin(site),
        additional_headers={"Cookie": cookie},
        compression=None,
        ping_interval=None,
        close_timeout=0.5,
        proxy=None,
    )
    await socket.recv()  # ready
    return socket


def row_of(name: str, rounds: int) -> tuple[list[str], float]:
    """Measure one kind of flood on a server of its own; return its row, and the ratio."""
    people, is_guest = FLOODS[name]
    context = multiprocessing.get_context("spawn")
    what = Flood(context.Event(), context.Value("q", 0), context.Value("q", 0))
    with ExitStack() as stack:
        with machine.pinned(machine.SERVER_CORES):
            server = stack.enter_context(Server())
        world = ask_world(server, "lobby", PAIRS, people, int(is_guest))
        cookies = list(itertools.islice(itertools.cycle(world["cookies"][2 * PAIRS :]), SOCKETS))
        stack.enter_context(machine.pinned(machine.CLIENT_CORES))
        flooding = context.Process(target=flood, args=(server.origin, cookies, world["lobby"], what), daemon=True)
        flooding.start()
        stack.callback(flooding.kill)
        times = asyncio.run(measured(server.origin, world, what, rounds))
        said = int(ask_world(server, "said", int(world["lobby"][1:]))["messages"])
    # The median of the turns: whatever else the machine does at times disturbs a few of them.
    figures = [statistics.median(map(of, turns)) for turns in (times.quiet, times.flooded) for of in (_p50, _p99)]
    without, with_ = figures[1], figures[3]
    seconds = rounds * (PHASE_S + SETTLES_S)
    counts = f"{what.tried.value / seconds:,.0f}", f"{said / seconds:,.0f}", f"{what.put_out.value:,}"
    return [name, *(f"{figure:.1f}" for figure in figures), f"{with_ / without:.2f}", *counts], with_ / without


def _p50(times: Sequence[float]) -> float:
    return statistics.median(times)


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def main() -> int:
    """Measure and print; return 1 where a flood slows others down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flooding", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="with and without, each")
    parser.add_argument("--floods", default=",".join(FLOODS), help="which of them: " + ", ".join(FLOODS))
    parser.add_argument("--into", type=Path, help="a Markdown page to write the table into, between its marks")
    options = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    about = machine.describe(BUILD)
    print("\n".join(about))
    rows, ratios = zip(*(row_of(name, options.rounds) for name in options.floods.split(",")), strict=True)
    title = f"{PAIRS} pairs, 10 messages a second each, while {SOCKETS} sockets flood the lobby they are in (SQLite)"
    table = Table(title, HEAD, rows)
    print(f"\n{table.as_text()}\n\nasked for: a ratio of {ASKED:.1f} at most; the worst is {max(ratios):.2f}")
    if options.into:
        write_into(options.into, "flooding", f"{about[0]}\n\n{table.as_markdown()}")
    return 1 if max(ratios) > ASKED else 0


if __name__ == "__main__":
    sys.exit(main())
