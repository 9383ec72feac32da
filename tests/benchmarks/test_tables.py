"""What the report says of what was measured."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import goals, report
from benchmarks.__main__ import NAMES, SERVERS
from benchmarks.client import Measurement
from benchmarks.figures import DELIVERED, MEMORY, P99
from benchmarks.goals import GOALS, Goal
from benchmarks.loads import LOADS, quick
from benchmarks.tables import Table, write_into

NOTHING: dict[str, Any] = {field.name: "" if field.name == "trouble" else 0 for field in fields(Measurement)}
FANOUT = next(load for load in LOADS if load.key == "fanout")


def run(**figures: Any) -> Measurement:
    return Measurement(**(NOTHING | {"window_s": 1.0, "opening_s": 1.0, "connected": 1} | figures))


def test_every_goal_is_about_a_load_both_servers_take() -> None:
    assert not [goal for goal in GOALS if not {goal.load} <= SERVERS[goal.ours].loads & SERVERS[goal.rival].loads]


def test_a_rate_must_be_high_and_a_time_low() -> None:
    rate, time = (Goal("", "fanout", figure, "ours", "ws", 1.2) for figure in (DELIVERED, P99))

    assert [rate.verdict(got, FANOUT) for got in (1.19, 1.2)] == ["NO", "yes"]
    assert [time.verdict(got, FANOUT) for got in (1.2, 1.21)] == ["yes", "NO"]


def test_a_smoke_test_is_not_judged() -> None:
    assert Goal("", "fanout", DELIVERED, "ours", "ws", 1.2).verdict(0.1, quick(FANOUT)) == ""


def test_the_best_run_counts() -> None:
    assert DELIVERED.best([run(delivered=5), run(delivered=7)]) == 7
    assert MEMORY.best([run(memory_kb=5), run(memory_kb=7)]) == 5


def test_goals_are_listed_where_both_sides_were_measured() -> None:
    ours, theirs = run(delivered=300, server_cpu_s=1.0), run(delivered=200, server_cpu_s=1.0)

    table = goals.table({FANOUT: {"ours": [ours], "socketio": [theirs], "ours-daphne": []}}, NAMES)

    asked = "fan-out to 500, one in flight, FULL"
    assert table.rows == [[asked, "Happy Chat", "socket.io 4", "at least 1.1", "1.50", "yes", "1.50"]]


@pytest.mark.parametrize("load", LOADS, ids=lambda load: load.key)
def test_a_table_has_a_row_for_each_server_and_a_cell_for_each_column(load: Any) -> None:
    table = report.table(load, {"ours": [run(delivered=1, acked=1)], "ws": []}, NAMES)

    assert [row[0] for row in table.rows] == ["Happy Chat", "ws"]
    assert {len(row) for row in table.rows} == {len(table.head)}


def test_rows_not_to_be_trusted_are_named() -> None:
    busy = run(delivered=1, client_cpu_s=0.95, machine_cpu_s=2.0, late=3, collapsed=2)

    doubts = report.doubts({FANOUT: {"ws": [busy], "ours": [run()]}}, NAMES)

    assert [doubt.split(": ")[0] for doubt in doubts] == ["fanout, ws"] * 4


def test_tables_are_written_between_the_marks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n")

    write_into(page, "figures", Table("New", ["", "a"], [["x", "1"]]).as_markdown())

    new = "**New**\n\n|  | a |\n| --- | ---: |\n| x | 1 |"
    assert page.read_text() == f"before\n<!-- figures -->\n\n{new}\n\n<!-- /figures -->\nafter\n"
    with pytest.raises(ValueError, match="no marks"):
        write_into(page, "others", "")


def test_a_measurement_with_a_lost_message_is_a_fault() -> None:
    assert run().faults == []
    assert replace(run(), lost=1, trouble="gone").faults == ["1 lost", "gone"]
