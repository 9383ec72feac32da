"""The arithmetic of docs/scaling.md: right where it can be counted, and printed on the page as it is."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.simulation import SIZES, Cost, Demand, Life, Sample, demand, drawn, reached, tables

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scaling.md"


@pytest.fixture(scope="module")
def sample() -> Sample:
    return drawn(Life())


def asked(sample: Sample, people: int, **cost: float) -> Demand:
    return demand(people, Life(), Cost(**cost), sample)


def test_the_page_shows_what_the_program_prints(sample: Sample) -> None:
    printed = tables([asked(sample, people) for people in SIZES])

    shown = PAGE.read_text("utf-8").partition("<!-- simulation -->")[2].partition("<!-- /simulation -->")[0]
    assert shown.strip() == "\n\n".join(table.as_markdown() for table in printed), "run it with --into docs/scaling.md"


@pytest.mark.parametrize("sockets", [0, 1, 5, 100])
def test_so_many_processes_hear_as_sockets_thrown_at_random_would_hit(sockets: int) -> None:
    chance = random.Random(1)
    thrown = [len({chance.randrange(20) for _ in range(sockets)}) for _ in range(2000)]

    assert reached(sockets, 20) == pytest.approx(sum(thrown) / len(thrown), rel=0.02)


def test_what_one_watches_in_two_processes_counts_twice() -> None:
    sample = Sample(Counter({2: 1}), Counter({1: 3, 1000: 1}), people=10)

    assert sample.watched(10, processes=1) == 4
    assert sample.watched(10, processes=2) == pytest.approx(3 + 2)
    assert sample.watched(100, processes=1) == 40


def test_of_the_people_drawn_so_many_are_online_and_say_so_much_in_groups() -> None:
    alone = drawn(Life(online=1.0, sockets=1.0, in_groups=0.0), people=1000, said=1000)
    together = drawn(Life(online=1.0, sockets=1.0, in_groups=1.0), people=1000, said=1000)

    assert set(alone.hearing) <= {1, 2}
    assert together.deliveries > 10


def test_no_fewer_processes_would_do(sample: Sample) -> None:
    one = asked(sample, 300_000)

    assert sum(one.work.values()) <= one.processes * Cost().busy
    assert sum(one.work.values()) > (one.processes - 1) * Cost().busy


def test_sockets_alone_may_decide(sample: Sample) -> None:
    assert asked(sample, 100_000, watched_us=0.0, most_sockets=1000).processes == 26


def test_where_each_hears_too_much_more_of_them_do_not_help(sample: Sample) -> None:
    with pytest.raises(ValueError, match="do not help"):
        asked(sample, 100_000_000)
