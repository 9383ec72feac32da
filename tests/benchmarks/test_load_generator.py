"""The load generator counts what it should, and notices what should not happen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import build, machine
from benchmarks.client import Measurement, Socket, measure
from benchmarks.loads import Load
from benchmarks.peer_servers import limit
from benchmarks.servers import Running, running
from tests.benchmarks.parrot import Copies, parrot

pytestmark = pytest.mark.skipif(not (build.find("cc") or build.find("gcc")), reason="no C compiler on this machine")
GROUP = Load("fanout", "fanout", 20, 1, 50, 300)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Running]:
    """Run the broadcaster in C."""
    with running(limit(frozenset()), tmp_path, [GROUP]) as server:
        yield server


def put(load: Load, server: Running, folder: Path) -> Measurement:
    return measure(load, "tutorial", server.port, server.pid, server.program.sockets(load), folder)


def put_on_parrot(load: Load, copies: Copies, folder: Path) -> Measurement:
    with parrot(copies) as port:
        return measure(load, "ws", port, os.getpid(), [Socket("/")] * load.sockets, folder)


def test_everyone_in_a_group_gets_every_message(bare: Running, tmp_path: Path) -> None:
    run = put(GROUP, bare, tmp_path)

    assert run.total_acked > 10
    assert run.total_delivered == run.total_acked * 20
    assert run.faults == []


def test_in_pairs_only_the_two_get_a_message(bare: Running, tmp_path: Path) -> None:
    run = put(replace(GROUP, key="pm", kind="pm"), bare, tmp_path)

    assert run.total_acked > 10
    assert run.total_delivered == run.total_acked * 2
    assert run.faults == []


def test_a_pace_is_kept(bare: Running, tmp_path: Path) -> None:
    run = put(replace(GROUP, in_flight=20, pace=100, window_ms=1000), bare, tmp_path)

    assert run.late or run.acked == pytest.approx(100, abs=10)
    assert run.total_delivered == run.total_acked * 20
    assert run.faults == []


def test_idle_connections_are_opened_and_weighed(bare: Running, tmp_path: Path) -> None:
    run = put(replace(GROUP, key="idle", kind="idle", sockets=200), bare, tmp_path)

    assert (run.connected, run.total_sent, run.closed) == (180, 0, 0)
    assert run.connects_a_second > 0
    assert 0 <= run.memory_kb < 10_000


def test_a_lost_message_is_noticed(tmp_path: Path) -> None:
    load = replace(GROUP, kind="pm", sockets=2, window_ms=100)

    run = put_on_parrot(load, lambda delivery: delivery != 7, tmp_path)

    assert run.faults == ["1 lost"]


def test_a_message_that_comes_twice_is_noticed(tmp_path: Path) -> None:
    load = replace(GROUP, kind="pm", sockets=2, window_ms=100)

    run = put_on_parrot(load, lambda delivery: 2 if delivery == 7 else 1, tmp_path)

    assert run.faults == ["1 doubled"]


def test_more_files_than_the_machine_allows_are_not_promised() -> None:
    assert machine.allow_files(100)
    assert not machine.allow_files(2**40)
