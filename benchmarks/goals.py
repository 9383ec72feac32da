"""What was asked for, as ratios inside one run, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.figures import ACKED, CONNECTS, DELIVERED, MEMORY, P99, Figure, Results, Runs, cost, ratio
from benchmarks.loads import LOADS, Load
from benchmarks.tables import Table


@dataclass(frozen=True)
class Goal:
    """A figure of ours over that of a rival; without a bound it is only reported."""

    what: str
    load: str
    figure: Figure
    ours: str
    rival: str
    bound: float | None

    def asked(self) -> str:
        """Return the bound as words."""
        if self.bound is None:
            return "report"
        return f"{'at most' if self.figure.less_is_better else 'at least'} {self.bound:g}"

    def verdict(self, got: float, load: Load) -> str:
        """Say whether a ratio is what was asked for; a smoke test says nothing."""
        if self.bound is None or load not in LOADS:
            return ""
        is_met = got <= self.bound if self.figure.less_is_better else got >= self.bound
        return "yes" if is_met else "NO"


def _over_socketio(
    what: str, load: str, figure: Figure, serve: float | None, daphne: float | None = None
) -> Sequence[Goal]:
    return [Goal(what, load, figure, ours, "socketio", of) for ours, of in (("ours", serve), ("ours-daphne", daphne))]


GOALS: tuple[Goal, ...] = (
    *_over_socketio("fan-out to 500, one in flight, NORMAL", "fanout-normal", DELIVERED, 1.3, 0.25),
    *_over_socketio("fan-out to 500, one in flight, FULL", "fanout", DELIVERED, 1.1, 0.25),
    *_over_socketio("fan-out to 500, 8 in flight, NORMAL", "fanout-8-normal", DELIVERED, 6),
    *_over_socketio("fan-out to 500, 8 in flight, FULL", "fanout-8", DELIVERED, 6),
    *_over_socketio("fan-out to 2,000, one in flight, FULL", "fanout-2000", DELIVERED, 1.2),
    *_over_socketio("private messages, FULL", "pm", ACKED, 4, 1.2),
    *_over_socketio("private messages, NORMAL", "pm-normal", ACKED, 1.3),
    *_over_socketio("memory of an idle connection, ours signed in", "idle", MEMORY, 0.7),
    *_over_socketio("connects a second, ours signed in", "idle", CONNECTS, 1.5),
    *_over_socketio("p99 of delivery at 20,000 deliveries/s", "paced", P99, 1.0),
    Goal("fan-out to 500, one in flight, NORMAL", "fanout-normal", DELIVERED, "ours", "ws", 1.1),
    Goal("private messages, PostgreSQL", "pm-postgresql", ACKED, "ours", "uvicorn", 8),
    Goal("private messages, FULL", "pm", ACKED, "ours", "uvicorn", 10),
    Goal("fan-out to 500, one in flight, FULL", "fanout", DELIVERED, "ours", "uvicorn", 10),
)


def table(results: Results, names: Mapping[str, str]) -> Table:
    """Return each goal both sides of which were measured."""
    by_key = {load.key: (load, runs) for load, runs in results.items()}
    rows = [_row(goal, *by_key[goal.load], names) for goal in GOALS if goal.load in by_key]
    head = ("ours over theirs", "ours", "theirs", "asked for", "ratio", "met", "by CPU time")
    return Table("Asked for and reached", head, [row for row in rows if row])


def _row(goal: Goal, load: Load, runs: Runs, names: Mapping[str, str]) -> list[str]:
    ours, theirs = runs.get(goal.ours, ()), runs.get(goal.rival, ())
    got = ratio(goal.figure, ours, theirs)
    if got is None:
        return []
    by_cpu = None if goal.figure in {MEMORY, P99} else ratio(cost(load), theirs, ours)
    cells = [goal.what, names[goal.ours], names[goal.rival], goal.asked(), f"{got:.2f}", goal.verdict(got, load)]
    return [*cells, "" if by_cpu is None else f"{by_cpu:.2f}"]
