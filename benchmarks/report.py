"""What was measured, side by side, and what is not equal about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks.client import Measurement
from benchmarks.figures import Figure, Results, Runs, cost, figures, ratio
from benchmarks.loads import Load
from benchmarks.tables import Table

OURS, LIMIT = "ours", "limit"
NO_FAULTS = (
    "Lost 0, doubled 0, refused 0; every server stored exactly what it acknowledged, ours in numbers without holes."
)
BUSY_CLIENT = 0.9  # above this share of its core the generator may be the limit
BUSY_MACHINE = 0.2  # cores busy with something else: the row is not to be trusted

INEQUALITIES = """\
- Ours authenticates every socket by its session, checks membership, friendship and a unique client_id for each message,
  numbers the messages of a conversation without holes, moves read marks, and sends versioned rows. The peers do none of
  this: any socket may write to any room.
- Ours, socket.io and ws answer with an ack frame beside the delivery. The tutorial knows no acks: the sender's own
  message coming back counts, one frame less.
- Ours stores what waits in one transaction and joins the rows of one transaction into one frame for each socket
  (messages are counted here, not frames). The peers commit, and write to every socket, once per message. With one
  message in flight there is nothing to join.
- Ours commits in a thread of its own, so that a slow disk holds up no socket; that costs a hand-over each way, which
  one message in flight waits for. better-sqlite3 commits in place.
- An idle connection of ours is a signed-in person with a friend and a conversation, whose friend is told that they
  came; theirs is an anonymous socket. The memory is what the process grew by from 500 connections to 5,000; Node is
  made to collect its garbage before both looks, ours is not.
- PostgreSQL is not pinned: it shares the cores of server and generator, for ours and for the tutorial alike.
- The tutorial runs with more than its defaults: a layer capacity of 100,000 (at 100 it drops messages silently), WAL,
  IMMEDIATE transactions, a database connection that stays open.
- Rate limits of ours are off (HAPPYCHAT_RATE_SCALE=0): the pairs send faster than a person may. The peers have none.
- Equal for all: WAL and the same `synchronous` in each table, commit before the ack, 100 bytes of text, the same
  sockets and client, no compression, delivery to every member including the sender."""


def table(load: Load, runs: Runs, names: Mapping[str, str]) -> Table:
    """Return the table of one load: for each server its best run, the range of all, and how far ours is from it."""
    columns = _columns(load)
    head = ["", *(part for figure in figures(load) for part in (figure.name, "from - to", "ours/it"))]
    rows = []
    for key, measurements in runs.items():
        if not measurements:
            rows.append([names[key], "no result", *[""] * (len(head) + len(columns) - 2)])
            continue
        run = figures(load)[0].best_run(measurements)
        compared = [cell for figure in figures(load) for cell in _compared(figure, measurements, runs.get(OURS, ()))]
        rows.append([names[key], *compared, *(text(run) for _, text in columns)])
    return Table(load.title, [*head, *(name for name, _ in columns)], rows)


def _compared(figure: Figure, measurements: Sequence[Measurement], ours: Sequence[Measurement]) -> list[str]:
    values = [figure.of(each) for each in measurements]
    found = ratio(figure, ours, measurements)
    spread = f"{figure.text(min(values))} - {figure.text(max(values))}"
    return [figure.text(figure.best(measurements)), spread, "" if found is None else f"{found:.2f}"]


Column = tuple[str, Callable[[Measurement], str]]


def _columns(load: Load) -> list[Column]:
    price = cost(load)
    talking: list[Column] = [
        ("ack ms p50 / p99", lambda run: f"{run.ack_p50_ms:.1f} / {run.ack_p99_ms:.1f}"),
        ("delivery ms p50 / p99", lambda run: f"{run.delivery_p50_ms:.1f} / {run.delivery_p99_ms:.1f}"),
        ("B/del.", lambda run: f"{run.bytes / max(run.delivered, 1):.0f}"),
    ]
    paced: list[Column] = [("deliv./s", lambda run: f"{run.delivered_a_second:,.0f}")] if load.pace else []
    return [
        *([] if load.kind == "idle" else [*paced, *talking]),
        (price.name, lambda run: price.text(price.of(run))),
        ("server", lambda run: f"{run.server_share:.0%}"),
        ("client", lambda run: f"{run.client_share:.0%}"),
        ("others", lambda run: f"{run.others_share:.0%}"),
    ]


def doubts(results: Results, names: Mapping[str, str]) -> list[str]:
    """Name the rows whose figure says something about the client or the machine instead of the server."""
    return [
        f"{load.key}, {names[key]}: {doubt}"
        for load, runs in results.items()
        for key, measurements in runs.items()
        if measurements
        for doubt in _doubts_about(load, key, figures(load)[0].best_run(measurements))
    ]


def _doubts_about(load: Load, key: str, run: Measurement) -> list[str]:
    found = []
    if run.client_share > BUSY_CLIENT and key != LIMIT:
        found.append(f"the load generator was the limit ({run.client_share:.0%} of its core)")
    if run.others_share > BUSY_MACHINE and load.place.database == "sqlite":
        found.append(f"{run.others_share:.0%} of a core was busy with something else")
    if run.collapsed:
        found.append(f"{run.collapsed} heads were sent in the place of updates")
    if run.late:
        found.append(f"the pace was not kept: {run.late} messages were not sent, the last had not arrived")
    return found
