"""People of two processes meet by chance: once each, whom they may, and also while a process dies.

`python -m benchmarks.meeting` does the first with a thousand, and prints how long it takes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

import pytest

from benchmarks.meeting import SEEKS, World, rounds_of, two_processes
from benchmarks.seeking import Person, seated

from .length import AT_LENGTH, by_length

PEOPLE = by_length(60, 300)
RIGHT_AGAIN_WITHIN_S = 90.0
PATIENCE_S = 60.0
pytestmark = pytest.mark.timeout(by_length(300, 900))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Strangers on two processes; some block one another."""
    with two_processes() as servers:
        yield World.on(servers, PEOPLE)


@pytest.mark.parametrize(
    ("crowd", "rounds"), [("nothing named", ["the first", "the next"]), ("tags nobody shares", ["the first"])]
)
def test_a_crowd_of_two_processes_meets_once_each_and_whom_they_may(
    world: World, crowd: str, rounds: list[str]
) -> None:
    rows, faults = asyncio.run(rounds_of(world, [crowd], {name: SEEKS[name] for name in rounds}))

    print(f"\n{PEOPLE} people: {rows}")
    assert faults == []


def test_when_a_process_dies_those_of_the_other_are_put_right(world: World) -> None:
    seconds = asyncio.run(outlive(world))

    print(f"\na process killed: head count and matches right again after {seconds:.1f} s")
    assert seconds < RIGHT_AGAIN_WITHIN_S


async def outlive(world: World) -> float:
    """Kill the process of three out of six; return the seconds until those of the other know all of it."""
    dying, living = world.servers
    ann, bob, lin, chen, eve, last = await seat(world, *[dying, living] * 2, dying, living)
    for person, tag in ((ann, "tea"), (bob, "tea"), (lin, "hills"), (chen, "hills"), (eve, "chess")):
        person.tags = [tag]
        await person.say("lobby.enter")
        await person.start()
    await until(lambda: all(p.match.get("state") == "paired" for p in (ann, bob, lin, chen)))
    await until(lambda: eve.match.get("state") == "waiting" and people(bob) == 5)

    await asyncio.to_thread(dying.kill)
    began = time.monotonic()
    (lin_again,) = await seat(world, living, at=2)
    if not AT_LENGTH:
        await asyncio.to_thread(let_a_minute_pass, world, ann.name)
    await until(lambda: (bob.match.get("state"), bob.match.get("ended")) == ("ended", "lost"))
    await until(lambda: people(bob) == people(chen) == 3)
    took = time.monotonic() - began

    last.tags = ["chess"]
    await last.start()  # whom Eve would have met
    await until(lambda: last.signals.get("waiting", {}).get("count") == 1)
    assert chen.match["state"] == "paired"
    await lin_again.say("message.send", stream=chen.match["stream"], client_id="again", body="I am back")
    await until(lambda: lin.name in chen.now.heard)
    await asyncio.gather(*(person.close() for person in (bob, chen, lin_again, last)))
    return took


async def seat(world: World, *servers: object, at: int = 0) -> list[Person]:
    """Connect people of a world, from one on, each to the process named."""
    ports = [server.port for server in servers]  # type: ignore[attr-defined]
    known = slice(at, at + len(ports))
    return await seated(ports, world.servers[0].origin, world.cookies[known], world.names[known])


def people(person: Person) -> int | None:
    """Return how many are in the lobby, as somebody was told last."""
    return person.signals.get("people", {}).get("count")


def let_a_minute_pass(world: World, name: str) -> None:
    """Make the rows as old as they are a minute later: the process somebody was at, and when who seeks began."""
    world.servers[1].manage("shell", "-v", "0", "-c", f"""
from datetime import timedelta
from django.db.models import F
from chat.match.models import Seeker
from chat.presence.models import Process
minute = timedelta(minutes=1)
Process.objects.filter(presences__user={name.removeprefix("u")}).update(seen_at=F("seen_at") - minute)
Seeker.objects.update(since=F("since") - minute)
""")  # fmt: skip


async def until(true: Callable[[], bool], seconds: float = by_length(PATIENCE_S, RIGHT_AGAIN_WITHIN_S)) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.05)
