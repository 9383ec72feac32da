"""The figures a load is about, and how two servers compare in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.client import Measurement
from benchmarks.loads import Load

Runs = Mapping[str, Sequence[Measurement]]  # by the server's key, one for each round
Results = Mapping[Load, Runs]


@dataclass(frozen=True)
class Figure:
    """One figure of a measurement."""

    name: str
    of: Callable[[Measurement], float]
    less_is_better: bool = False
    digits: int = 0

    def best_run(self, runs: Sequence[Measurement]) -> Measurement:
        """Return the best run: what disturbs one only ever makes it worse."""
        return (min if self.less_is_better else max)(runs, key=self.of)

    def best(self, runs: Sequence[Measurement]) -> float:
        """Return the figure of the best run."""
        return self.of(self.best_run(runs))

    def text(self, value: float) -> str:
        """Return it as it is printed."""
        return f"{value:,.{self.digits}f}"


ACKED = Figure("acked/s", lambda run: run.acked_a_second)
DELIVERED = Figure("deliv./s", lambda run: run.delivered_a_second)
P99 = Figure("p99 ms", lambda run: run.delivery_p99_ms, less_is_better=True, digits=1)
CONNECTS = Figure("connects/s", lambda run: run.connects_a_second)
MEMORY = Figure("kB/conn.", lambda run: run.kb_per_connection, less_is_better=True, digits=1)
CPU_PER_ACK = Figure("µs/msg", lambda run: run.server_us_per_ack, less_is_better=True, digits=1)
CPU_PER_DELIVERY = Figure("µs/del.", lambda run: run.server_us_per_delivery, less_is_better=True, digits=1)
CPU_PER_CONNECT = Figure("ms/conn.", lambda run: run.server_ms_per_connect, less_is_better=True, digits=2)


def figures(load: Load) -> tuple[Figure, ...]:
    """Return what a load is about; its first figure says which run is the best."""
    if load.kind == "idle":
        return CONNECTS, MEMORY
    if load.pace:
        return (P99,)
    return (ACKED,) if load.kind == "pm" else (DELIVERED,)


def cost(load: Load) -> Figure:
    """Return the server's CPU time for one of what the load is about."""
    if load.kind == "idle":
        return CPU_PER_CONNECT
    return CPU_PER_ACK if load.kind == "pm" else CPU_PER_DELIVERY


def ratio(figure: Figure, ours: Sequence[Measurement], theirs: Sequence[Measurement]) -> float | None:
    """Return ours over theirs, each in its best run; None where one has no figure."""
    if not ours or not theirs or not figure.best(theirs):
        return None
    return figure.best(ours) / figure.best(theirs)
