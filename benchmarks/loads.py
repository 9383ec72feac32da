"""What is asked of the servers, and on what they store it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Place:
    """Where and how a server stores; the loads of one place are put on one server process, one after the other."""

    name: str
    database: str = "sqlite"  # or postgresql
    synchronous: str = "FULL"  # SQLite's; PostgreSQL always waits for its disk here


FULL = Place("SQLite, synchronous=FULL")
NORMAL = Place("SQLite, synchronous=NORMAL", synchronous="NORMAL")
UNTOUCHED = Place("SQLite, a server that has done nothing yet")
POSTGRESQL = Place("PostgreSQL", database="postgresql")


@dataclass(frozen=True)
class Load:
    """What is asked of a server."""

    key: str
    kind: str  # pm: pairs of sockets; fanout: all sockets in one group; idle: sockets that only stay
    sockets: int
    in_flight: int  # senders in the group; pairs have one message in flight each
    warmup_ms: int
    window_ms: int  # idle: how long the sockets stay before the memory is read again
    place: Place = FULL
    pace: int = 0  # messages a second, whatever the server does; 0: the next when the last has arrived

    @property
    def title(self) -> str:
        """Say what it is, in one line."""
        return f"{self._title()} ({self.place.name})"

    def _title(self) -> str:
        if self.kind == "idle":
            return f"Idle: {self.sockets:,} connections, opened 64 at once"
        if self.kind == "pm":
            pairs = self.sockets // 2
            return f"Private messages: {pairs} pairs, {self.sockets} sockets; each sends its next upon the ack"
        group = f"a group of {self.sockets:,}"
        if self.pace:
            return f"Paced: {group}, {self.pace} messages a second = {self.pace * self.sockets:,} deliveries a second"
        senders = "one sender" if self.in_flight == 1 else f"{self.in_flight} senders"
        return f"Fan-out: {group}, {senders}; each sends its next when all {self.sockets:,} have its last"


WARMUP_MS, WINDOW_MS = 500, 2500
SETTLE_MS = 1500
PACE = 40

_fanout = Load("fanout", "fanout", 500, 1, WARMUP_MS, WINDOW_MS)
_pm = Load("pm", "pm", 400, 1, WARMUP_MS, WINDOW_MS)
LOADS: tuple[Load, ...] = (
    _pm,
    _fanout,
    replace(_fanout, key="fanout-8", in_flight=8),
    replace(_fanout, key="fanout-2000", sockets=2000),
    # As many senders as messages a second: each has its second.
    replace(_fanout, key="paced", in_flight=PACE, pace=PACE),
    replace(_pm, key="pm-normal", place=NORMAL),
    replace(_fanout, key="fanout-normal", place=NORMAL),
    replace(_fanout, key="fanout-8-normal", in_flight=8, place=NORMAL),
    Load("idle", "idle", 5000, 1, SETTLE_MS, SETTLE_MS, UNTOUCHED),
    replace(_pm, key="pm-postgresql", place=POSTGRESQL),
)
SMALL = {"pm": 40, "fanout": 50, "idle": 100}


def quick(load: Load) -> Load:
    """Return a load that only shows that everything works."""
    return replace(load, sockets=SMALL[load.kind], warmup_ms=100, window_ms=400)


def by_place(loads: Sequence[Load]) -> list[tuple[Load, ...]]:
    """Group loads by what they run on, in their order."""
    places = dict.fromkeys(load.place for load in loads)
    return [tuple(load for load in loads if load.place == place) for place in places]
