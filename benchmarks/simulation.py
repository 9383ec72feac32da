"""What a site of so many people asks of its machines: the arithmetic of docs/scaling.md.

    python -m benchmarks.simulation
    python -m benchmarks.simulation --people 50000 --online 0.4 --messages 100
    python -m benchmarks.simulation --into docs/scaling.md

A sample of people is drawn: friends, groups and activity as unequal as they are in life, who is online, who says what
where. What one message costs there is the same in a site of any size; the rest is multiplication with the cost of each
thing, as measured. A simulation of numbers: no server runs, and what nobody thought of is not in it.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.tables import Table, write_into

DAY_S = 86_400
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SAMPLE = 10_000  # people
SAID = 10_000  # messages in it
MOST_MEMBERS, MOST_FRIENDS = 500, 2_000
MOST_PROCESSES = 10_000


@dataclass(frozen=True)
class Life:
    """How people live: what to change first for a site of another kind."""

    online: float = 0.2  # of all people, at the busiest time
    sockets: float = 1.3  # of each who is online
    messages: float = 40.0  # of each a day
    peak: float = 3.0  # the busiest second over the mean of a day
    in_groups: float = 0.4  # of all messages
    friends: float = 60.0  # the median; each is a conversation
    groups: float = 8.0  # of each person, the mean
    members: float = 12.0  # the median


@dataclass(frozen=True)
class Cost:
    """What one process pays on one core of a small virtual machine; `make bench` measures the first three."""

    delivery_us: float = 7.4  # a frame to one of 500 sockets
    send_us: float = 110.0  # a private message: read, committed, acknowledged, delivered to two
    socket_kb: float = 32.0  # signed in and idle
    heard_us: float = 48.0  # a message of another process, whoever it is for
    told_us: float = 165.0  # a message to the other processes
    watched_us: float = 4.0  # a conversation or mailbox compared with the database
    process_mb: float = 90.0
    most_sockets: float = 10_000  # in a process: as long as one has to let them all in again
    row_bytes: float = 350.0  # a message with its three indexes
    sweep_s: float = 1.5
    busy: float = 0.6  # of a core, at the busiest time: the rest is for what is not even


@dataclass(frozen=True)
class Sample:
    """What was drawn: sockets that hear a message, and sockets in each conversation somebody is watching."""

    hearing: Counter[int]  # sockets -> messages
    watching: Counter[int]  # sockets -> conversations
    people: int

    @property
    def deliveries(self) -> float:
        """Return to how many sockets a message goes, the mean."""
        return sum(sockets * messages for sockets, messages in self.hearing.items()) / self.hearing.total()

    def concerned(self, processes: int) -> float:
        """Return how many processes a message concerns, the mean."""
        return _reached_by(self.hearing, processes) / self.hearing.total()

    def watched(self, people: int, processes: int) -> float:
        """Return how many conversations all processes watch together; one watched by two counts twice."""
        return _reached_by(self.watching, processes) * people / self.people


@dataclass(frozen=True)
class Demand:
    """What a site of so many people asks for at its busiest time."""

    people: int
    sockets: float
    sends: float  # a second, like what follows
    deliveries: float
    processes: int
    concerned: float  # of the processes, by a message
    redis_out: float
    watched: float
    work: dict[str, float]  # seconds of a core each second, all processes together
    unwatched: int  # processes, if watching cost nothing
    memory_gb: float
    rows_a_day: float
    gb_a_year: float


def reached(sockets: int, processes: int) -> float:
    """Return in how many of the processes so many sockets are, where each may be in any."""
    return processes * (1 - (1 - 1 / processes) ** sockets)


def _reached_by(counts: Counter[int], processes: int) -> float:
    return sum(reached(sockets, processes) * count for sockets, count in counts.items())


def drawn(life: Life, *, seed: int = 1, people: int = SAMPLE, said: int = SAID) -> Sample:
    """Draw people, their conversations and what they say."""
    chance = random.Random(seed)
    activity = [chance.lognormvariate(0, 1.2) for _ in range(people)]
    # Who is active is online more often: weighted, without replacement.
    order = sorted(range(people), key=lambda person: -math.log(1 - chance.random()) / activity[person])
    sockets = [0] * people
    for person in order[: round(people * life.online)]:
        sockets[person] = 1 + (chance.random() < life.sockets - 1)
    groups = _groups(life, chance, activity)
    mine: list[list[int]] = [[] for _ in range(people)]
    for number, members in enumerate(groups):
        for person in members:
            mine[person].append(number)
    hearing: Counter[int] = Counter()
    for author in chance.choices([person for person in range(people) if sockets[person]], k=said):
        in_group = mine[author] and chance.random() < life.in_groups
        members = groups[chance.choice(mine[author])] if in_group else {author, chance.randrange(people)}
        hearing[sum(sockets[person] for person in members)] += 1
    watching = Counter(sum(sockets[person] for person in members) for members in groups)
    for person in range(people):
        friends = min(MOST_FRIENDS, round(chance.lognormvariate(math.log(life.friends), 0.8)))
        # Each of two friends draws half of theirs, so that a conversation is drawn once.
        watching.update(sockets[person] + sockets[chance.randrange(people)] for _ in range(friends // 2))
    del watching[0]
    return Sample(hearing, watching, people)


def _groups(life: Life, chance: random.Random, activity: list[float]) -> list[set[int]]:
    groups: list[set[int]] = []
    wanted = life.groups * len(activity)
    while wanted > 0:
        size = min(MOST_MEMBERS, max(3, round(chance.lognormvariate(math.log(life.members), 1.0))))
        groups.append(set(chance.choices(range(len(activity)), activity, k=size)))
        wanted -= len(groups[-1])
    return groups


def demand(people: int, life: Life, cost: Cost, sample: Sample) -> Demand:
    """Return what a site asks for, with as few processes as can do it."""
    sends = people * life.messages / DAY_S * life.peak
    sockets = people * life.online * life.sockets

    def watched(processes: int) -> float:
        return (sample.watched(people, processes) + people * life.online) / cost.sweep_s

    def work(processes: int, watched_us: float) -> dict[str, float]:
        parts = {
            "sending": sends * cost.send_us,
            "delivering": sends * max(0.0, sample.deliveries - 2) * cost.delivery_us,
            "telling": sends * cost.told_us * (processes > 1),
            "hearing": sends * (processes - 1) * cost.heard_us,
            "watching": watched(processes) * watched_us,
        }
        return {name: us / 1e6 for name, us in parts.items()}

    def least(watched_us: float) -> int:
        for processes in _more_and_more():
            load = sum(work(processes, watched_us).values()) / cost.busy
            if max(load, sockets / cost.most_sockets) <= processes:
                return processes
        raise ValueError("more processes do not help: each hears more of the others than it can")

    processes = least(cost.watched_us)
    return Demand(
        people=people,
        sockets=sockets,
        sends=sends,
        deliveries=sends * sample.deliveries,
        processes=processes,
        concerned=sample.concerned(processes),
        redis_out=sends * processes * (processes > 1),
        watched=watched(processes),
        work=work(processes, cost.watched_us),
        unwatched=least(0.0),
        memory_gb=(processes * cost.process_mb / 1000 + sockets * cost.socket_kb / 1e6),
        rows_a_day=people * life.messages,
        gb_a_year=people * life.messages * 365 * cost.row_bytes / 1e9,
    )


def _more_and_more() -> Sequence[int]:
    """Return every number at first, then ever larger steps of 2 %."""
    numbers = [1]
    while numbers[-1] < MOST_PROCESSES:
        numbers.append(max(numbers[-1] + 1, round(numbers[-1] * 1.02)))
    return numbers


def tables(demands: Sequence[Demand]) -> list[Table]:
    """Return what is asked for, and what the processes do."""
    asked = Table(
        "At the busiest time",
        ["people", "sockets", "sends/s", "deliveries/s", "processes", "memory", "Redis out/s", "rows a day", "a year"],
        [
            [
                *(short(each) for each in (one.people, one.sockets, one.sends, one.deliveries)),
                str(one.processes),
                f"{one.memory_gb:.1f} GB",
                *(short(each) for each in (one.redis_out, one.rows_a_day)),
                f"{short(one.gb_a_year)} GB",
            ]
            for one in demands
        ],
    )
    done = Table(
        "What the processes do then, in cores",
        ["people", *demands[0].work, "all", "keys watched/s", "a message concerns", "processes if watching were free"],
        [
            [
                short(one.people),
                *(f"{work:.2f}" for work in one.work.values()),
                f"{sum(one.work.values()):.2f}",
                short(one.watched),
                f"{one.concerned:.1f} of {one.processes}",
                str(one.unwatched),
            ]
            for one in demands
        ],
    )
    return [asked, done]


def short(number: float) -> str:
    """Return a number with two or three digits that count."""
    for least, unit in ((1e6, " M"), (1e4, " k")):
        if number >= least:
            size = number / float({" M": 1e6, " k": 1e3}[unit])
            return f"{size:.1f}{unit}" if size < 10 else f"{size:.0f}{unit}"
    return f"{number:.1f}" if number < 10 else f"{number:.0f}"


def main() -> None:
    """Print the tables, or write them into a page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulation", description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, nargs="+", default=SIZES)
    parser.add_argument("--into", type=Path, help="a page with the marks <!-- simulation --> and <!-- /simulation -->")
    for kind in (Life, Cost):
        for field in fields(kind):
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, default=field.default)
    chosen = parser.parse_args()
    life = Life(**{field.name: getattr(chosen, field.name) for field in fields(Life)})
    cost = Cost(**{field.name: getattr(chosen, field.name) for field in fields(Cost)})
    sample = drawn(life)
    printed = tables([demand(people, life, cost, sample) for people in chosen.people])
    if chosen.into:
        write_into(chosen.into, "simulation", "\n\n".join(table.as_markdown() for table in printed))
    else:
        print("\n\n".join(table.as_text() for table in printed))


if __name__ == "__main__":
    main()
