"""Print what was measured, side by side, and what is not equal about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.client import Load, Measurement

Runs = Mapping[str, Sequence[Measurement]]  # by server, one per round

OURS = "Happy Chat"
TUTORIAL = "Channels tutorial"  # on two servers
LIMIT = "bare C broadcaster, no storage"
ASKED_RATIO = 10  # over the plain tutorial, in private messages and in fan-out
ASKED_SOCKETS = 400
NO_FAULTS = (
    "Lost 0, doubled 0, refused 0; every server stored exactly what it acknowledged, ours in numbers without holes."
)
BUSY_CLIENT = 0.9  # above this share of its core the generator may be the limit
BUSY_MACHINE = 0.2  # cores busy with something else: the row is not to be trusted

INEQUALITIES = """\
What is not equal:
- Ours authenticates every socket by its session, checks membership, friendship and a unique client_id for each message,
  numbers the messages of a conversation without holes, moves read marks, and sends versioned rows. The peers do none of
  this: any socket may write to any room.
- Ours and socket.io answer with an ack frame beside the delivery. The tutorial knows no acks: the sender's own message
  coming back counts, one frame less.
- Ours stores what waits in one transaction and joins the rows of one transaction into one frame for each socket
  (messages are counted here, not frames). The peers commit, and write to every socket, once per message. With one
  message in flight there is nothing to join.
- The tutorial runs with more than its defaults: a layer capacity of 100,000 (at 100 it drops messages silently), WAL,
  IMMEDIATE transactions, a database connection that stays open.
- Rate limits of ours are off (HAPPYCHAT_RATE_SCALE=0): the pairs send faster than a person may. The peers have none.
Equal for all: SQLite with WAL and synchronous=FULL, commit before the ack, 100 bytes of text, the same sockets and
client, no compression, delivery to every member including the sender."""


def rate(load: Load, measurement: Measurement) -> float:
    """Return the figure a load is about: acknowledged messages or deliveries a second."""
    return measurement.acked_a_second if load.kind == "pm" else measurement.delivered_a_second


def cost(load: Load, measurement: Measurement) -> float:
    """Return the server's CPU time for one of what `rate` counts, in microseconds."""
    return measurement.server_us_per_ack if load.kind == "pm" else measurement.server_us_per_delivery


def best_run(load: Load, runs: Sequence[Measurement]) -> Measurement:
    """Return the run with the highest rate: what disturbs a run only ever slows it."""
    return max(runs, key=lambda run: rate(load, run))


def title(load: Load) -> str:
    """Say what a load is, in one line."""
    if load.kind == "pm":
        return f"Private messages: {load.sockets // 2} pairs, {load.sockets} sockets; each sends its next upon the ack"
    senders = "one sender" if load.in_flight == 1 else f"{load.in_flight} senders"
    return f"Fan-out: a group of {load.sockets}, {senders}; each sends its next when all {load.sockets} have its last"


def table(load: Load, runs: Runs) -> str:
    """Return the table of one load: for each server its best run, the range of all, and how far ours is ahead."""
    unit, cost = ("acked/s", "µs/msg") if load.kind == "pm" else ("deliv./s", "µs/del.")
    head = f"{'':32}{unit:>10}  {'lowest - highest':^19}{'ours is':>8}{'ack ms p50/p99':>17}{'delivery ms':>17}"
    lines = [title(load), f"{head}{cost:>8}{'B/del.':>7}{'server':>7}{'client':>7}{'others':>7}"]
    lines += [_row(load, name, measurements, runs) for name, measurements in runs.items()]
    return "\n".join(lines)


def _row(load: Load, name: str, measurements: Sequence[Measurement], runs: Runs) -> str:
    if not measurements:
        return f"{name:32}{'no result':>10}"
    run = best_run(load, measurements)
    rates = [rate(load, each) for each in measurements]
    ours = runs.get(OURS)
    ratio = f"{rate(load, best_run(load, ours)) / rate(load, run):.1f}x" if ours and run.acked else ""
    figures = (
        f"{name:32}{rate(load, run):10,.0f}  {f'{min(rates):,.0f} - {max(rates):,.0f}':^19}{ratio:>8}",
        f"{f'{run.ack_p50_ms:.1f} / {run.ack_p99_ms:.1f}':>17}",
        f"{f'{run.delivery_p50_ms:.1f} / {run.delivery_p99_ms:.1f}':>17}",
        f"{cost(load, run):8.1f}{run.bytes / max(run.delivered, 1):7.0f}",
        f"{run.server_share:7.0%}{run.client_share:7.0%}{run.others_share:7.0%}",
    )
    return "".join(figures)


def verdict(results: Mapping[Load, Runs]) -> str:
    """Say how far ours is ahead of the better tutorial server in each load, by rate and by CPU time."""
    lines = []
    for load, runs in results.items():
        rivals = [best_run(load, each) for name, each in runs.items() if name.startswith(TUTORIAL) and each]
        if runs.get(OURS) and rivals:
            ours = best_run(load, runs[OURS])
            by_rate = rate(load, ours) / (max(rate(load, rival) for rival in rivals) or 1)
            by_cost = min(cost(load, rival) for rival in rivals) / (cost(load, ours) or 1)
            lines.append(
                f"  {load.name:24}{by_rate:6.1f}x   by CPU time {by_cost:6.1f}x{_against_asked(load, by_rate)}"
            )
    head = f"Ours over the better tutorial server (asked for with {ASKED_SOCKETS} sockets and more: {ASKED_RATIO}x):"
    return "\n".join([head, *lines]) if lines else ""


def _against_asked(load: Load, ratio: float) -> str:
    if load.sockets < ASKED_SOCKETS:
        return "  (a smoke test: too few sockets to say anything)"
    return "" if ratio >= ASKED_RATIO else "  BELOW"


def doubts(results: Mapping[Load, Runs]) -> list[str]:
    """Name the rows whose figure says something about the client or the machine instead of the server."""
    return [
        f"{load.name}, {name}: {doubt}"
        for load, runs in results.items()
        for name, measurements in runs.items()
        if measurements
        for doubt in _doubts_about(name, best_run(load, measurements))
    ]


def _doubts_about(name: str, run: Measurement) -> list[str]:
    found = []
    if run.client_share > BUSY_CLIENT and name != LIMIT:
        found.append(f"the load generator was the limit ({run.client_share:.0%} of its core)")
    if run.others_share > BUSY_MACHINE:
        found.append(f"{run.others_share:.0%} of a core was busy with something else")
    if run.collapsed:
        found.append(f"{run.collapsed} heads were sent in the place of updates")
    return found
