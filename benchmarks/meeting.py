"""A thousand people who all seek somebody at once: `python -m benchmarks.meeting`.

They sit at real sockets, of one process on SQLite and of two on PostgreSQL and Redis. All begin at the same moment,
greet whomever they meet, and then all go on to the next one, in three crowds: who names nothing, who names tags and
languages, and who names a tag that nobody shares, so that all of them wait. It ends with 1 when somebody met two,
nobody although they might, or one they must not: themselves, who blocks them or is blocked, whom they met last.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.build import BUILD
from benchmarks.fairness import Pair, broken_rules, free_pairs, passed_over, rank_correlation, searches_of
from benchmarks.seeking import Person, seated
from benchmarks.tables import Table, write_into
from tests.blackbox.support.server import PROJECT, Server
from tests.deploy.processes import Ground

PEOPLE, BLOCKS_EACH, PATIENCE_S = 1000, 2, 120
TAGS = ("music", "films", "tea", "books", "hiking", "games", "cooking", "travel", "chess", "cats", "code", "poetry")
LANGUAGES: tuple[list[str], ...] = ([], ["en"], ["zh-hans"], ["en", "zh-hans"])
HEAD = ("", "met", "left over", "p50 s", "p99 s", "the longest, s", "in the order they came", "passed over")
Wish = tuple[list[str], list[str]]
Seek = Callable[[Person], Awaitable[None]]


@dataclass
class World:
    """Servers that run, and the people they know."""

    servers: list[Server]
    cookies: list[str]
    names: list[str]
    blocked: set[Pair]
    last_match: int = 0

    @classmethod
    def on(cls, servers: list[Server], people: int) -> World:
        """Fill an empty site."""
        made = ask_world(servers[0], "strangers", people, people * BLOCKS_EACH)
        return cls(servers, made["cookies"], made["names"], set(map(frozenset, made["apart"])))

    def together(self) -> list[list[str]]:
        """Return who is together in the matches made since the last time."""
        found = ask_world(self.servers[0], "matches", self.last_match)
        self.last_match = found["last"]
        return list(found["together"])

    async def seat(self) -> list[Person]:
        """Connect everybody."""
        ports = [server.port for server in self.servers]
        return await seated(ports, self.servers[0].origin, self.cookies, self.names)


@contextlib.contextmanager
def one_process() -> Iterator[list[Server]]:
    """Run a site on SQLite."""
    with Server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield [server]


@contextlib.contextmanager
def two_processes() -> Iterator[list[Server]]:
    """Run a site in two processes, on PostgreSQL and Redis."""
    with Ground() as ground:
        first = ground.process(HAPPYCHAT_RATE_SCALE="0")
        first.manage("migrate", "--verbosity", "0")
        with first, ground.process(HAPPYCHAT_RATE_SCALE="0", HAPPYCHAT_BASE_URL=first.origin) as second:
            yield [first, second]


PLACES: dict[str, tuple[str, Callable[[], contextlib.AbstractContextManager[list[Server]]]]] = {
    "sqlite": ("one process, SQLite", one_process),
    "postgresql": ("two processes, PostgreSQL and Redis", two_processes),
}


def nothing(number: int, chance: random.Random) -> Wish:
    """Name nothing."""
    return [], []


def some_tags(number: int, chance: random.Random) -> Wish:
    """Name up to two of twelve tags, the first ones more often, and languages."""
    chosen = {TAGS[min(int(chance.expovariate(0.3)), len(TAGS) - 1)] for _ in range(chance.randint(0, 2))}
    return sorted(chosen), chance.choice(LANGUAGES)


def own_tag(number: int, chance: random.Random) -> Wish:
    """Name a tag that nobody else does."""
    return [f"only {number}"], []


SEEKS: dict[str, Seek] = {"the first": Person.start, "the next": Person.another}
CROWDS = {"nothing named": nothing, "tags and languages": some_tags, "tags nobody shares": own_tag}


def ask_world(server: Server, *asked: object) -> dict[str, Any]:
    """Ask `benchmarks.world` on the database of a server."""
    command = [sys.executable, "-m", "benchmarks.world", *map(str, asked)]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **server.environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


async def meet(world: World, people: Sequence[Person], seek: Seek) -> tuple[list[str], list[str]]:
    """Have everybody seek at once; return the figures of the round, and what is wrong with it."""
    await asyncio.gather(*map(seek, random.sample(people, len(people))))
    at = len(people[0].rounds) - 1
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            while free_pairs(people, at, world.blocked) or any(p.now.streams and not p.now.heard for p in people):
                await asyncio.sleep(0.2)
    faults = broken_rules(people, at, world.blocked, await asyncio.to_thread(world.together))
    return figures(world, people, at), faults


def figures(world: World, people: Sequence[Person], at: int) -> list[str]:
    """Return how many met, after how long, and how fairly."""
    searches = searches_of(people, at)
    times = [p.rounds[at].met_at - p.rounds[at].asked_at for p in people if p.rounds[at].streams] or [0.0, 0.0]
    order = rank_correlation(searches)
    return [
        f"{len(searches):,}",
        f"{sum(not p.rounds[at].streams for p in people)}",
        f"{statistics.median(times):.2f}",
        f"{statistics.quantiles(times, n=100, method='inclusive')[98]:.2f}",
        f"{max(times):.2f}",
        "-" if order is None else f"{order:.2f}",
        f"{len(passed_over(people, at, world.blocked))}",
    ]


async def rounds_of(
    world: World, crowds: Sequence[str], seeks: Mapping[str, Seek] = SEEKS
) -> tuple[list[list[str]], list[str]]:
    """Have the people of a world meet, again and again; return a row for each round, and all that is wrong."""
    people = await world.seat()
    rows, faults = [], []
    try:
        for crowd in crowds:
            chance = random.Random(len(people))
            for number, person in enumerate(people):
                person.tags, person.languages = CROWDS[crowd](number, chance)
            for name, seek in seeks.items():
                row, wrong = await meet(world, people, seek)
                rows.append([f"{crowd}, {name}", *row])
                faults += [f"{crowd}, {name}: {fault}" for fault in wrong]
            await asyncio.gather(*(person.stop() for person in people))
    finally:
        await asyncio.gather(*(person.close() for person in people))
    return rows, faults


def main() -> int:
    """Measure and print; return 1 where a rule was broken."""
    options = _arguments()
    if not machine.allow_files(options.people + 100):
        print("too few open files are allowed")
        return 1
    BUILD.mkdir(exist_ok=True)
    about = machine.describe(BUILD)
    print("\n".join(about))
    tables, faults = [], []
    for place in options.places.split(","):
        name, running = PLACES[place]
        with running() as servers:
            world = World.on(servers, options.people)
            rows, wrong = asyncio.run(rounds_of(world, options.crowds.split(",")))
            troubles = [line for server in servers for line in server.log() if "not committed" in line]
        faults += [f"{name}: {fault}" for fault in wrong]
        tables.append(Table(f"{options.people:,} people, all at once ({name})", HEAD, rows))
        print(f"\n{tables[-1].as_text()}\n{len(troubles)} transactions had to be begun again", flush=True)
    if options.into:
        write_into(options.into, "meeting", "\n\n".join([about[0], *(table.as_markdown() for table in tables)]))
    print("\nbroken rules: " + ("none" if not faults else "".join(f"\n- {fault}" for fault in faults)))
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meeting", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--places", default=",".join(PLACES), help="of sqlite and postgresql")
    parser.add_argument("--crowds", default=",".join(CROWDS), help="which of them: " + ", ".join(CROWDS))
    parser.add_argument("--into", type=Path, help="a Markdown page to write the tables into, between its marks")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
