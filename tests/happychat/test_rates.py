"""Rates: a bucket of tokens for each person and family of commands."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pytest_django.fixtures import Settings

from happychat.commands import rates


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock that stands still until its only item is changed."""
    now = [1000.0]
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def taken(family: str, *, user: int = 1, guest: bool = False) -> int:
    """Take tokens until there are none and return how many there were."""
    count = 0
    while not rates.take(user, family, guest=guest):
        count += 1
    return count


@pytest.mark.parametrize(
    ("family", "burst"),
    [("message.send", 100), ("sync", 100), ("other", 200), ("contact.request", 30), ("typing", 1), ("fetch", 1000)],
)
def test_a_burst_and_no_more(clock: list[float], family: str, burst: int) -> None:
    assert taken(family) == burst


def test_tokens_come_back_with_time(clock: list[float]) -> None:
    taken("message.send")
    clock[0] += 1

    assert taken("message.send") == 20


def test_no_more_than_the_burst_is_saved_up(clock: list[float]) -> None:
    taken("message.send")
    clock[0] += 3600

    assert taken("message.send") == 100


def test_guests_have_less(clock: list[float]) -> None:
    assert taken("message.send", guest=True) == 10
    clock[0] += 1
    assert taken("message.send", guest=True) == 2


@pytest.mark.parametrize("family", ["message.send", "other", "contact.request"])
@pytest.mark.parametrize("later", [0.0, 0.0007, 0.0123])
def test_who_comes_back_when_told_is_not_refused_again(clock: list[float], family: str, later: float) -> None:
    taken(family)
    clock[0] += later
    wait = rates.take(1, family)

    clock[0] += wait / 1000

    assert rates.take(1, family) == 0


def test_a_long_outbox_that_waits_as_told_is_no_flood(clock: list[float]) -> None:
    refused = 0
    begun = clock[0]
    while clock[0] < begun + 60:
        wait = rates.take(1, "message.send")
        refused += wait > 0
        clock[0] += wait / 1000

    assert refused < 100  # so many a minute close a socket


def test_the_wait_is_told_in_milliseconds(clock: list[float]) -> None:
    taken("message.send")
    taken("contact.request")

    assert rates.take(1, "message.send") == 1000 + 1
    assert rates.take(1, "contact.request") == 3600 * 1000 // 30 + 1


def test_people_and_families_do_not_share(clock: list[float]) -> None:
    taken("message.send")

    assert taken("message.send", user=2) == 100
    assert taken("sync") == 100


def test_the_site_can_scale_all_rates_or_switch_them_off(clock: list[float], settings: Settings) -> None:
    settings.RATE_SCALE = 0.5
    assert taken("message.send") == 50
    assert rates.limits()["message.send"] == (10.0, 50.0)

    settings.RATE_SCALE = 0
    assert not any(rates.take(1, "message.send") for _ in range(1000))


def test_buckets_nobody_needs_are_forgotten(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_BUCKETS", 10)
    for user in range(10):
        rates.take(user, "other")
    clock[0] += 3601
    rates.take(99, "other")

    assert set(rates._buckets) == {(99, "other")}


def test_what_another_process_gave_out_is_not_given_again(clock: list[float]) -> None:
    rates.spend(1, "message.send", False, 60)

    assert taken("message.send") == 40
    assert taken("message.send", user=2) == 100


def test_a_debt_is_never_more_than_a_bucket(clock: list[float]) -> None:
    rates.spend(1, "message.send", False, 10_000)
    clock[0] += 6

    assert taken("message.send") == 20


def test_what_was_spent_is_counted_for_the_others_once(clock: list[float]) -> None:
    assert rates.share() == []
    for _ in range(3):
        rates.take(1, "sync")
    rates.take(2, "sync", guest=True)

    assert rates.share() == [(1, "sync", False, 3), (2, "sync", True, 1)]
    assert rates.share() == []


def test_a_hundred_refusals_in_a_minute_are_a_flood(clock: list[float]) -> None:
    assert not any(rates.floods(1) for _ in range(99))
    clock[0] += 61
    assert not any(rates.floods(1) for _ in range(99))

    assert rates.floods(1)
    assert rates.floods(1)
    assert not rates.floods(2)


def test_refusals_of_other_processes_count(clock: list[float]) -> None:
    rates.share()
    rates.floods(1)
    assert rates.share() == [(1, "refused", False, 1)]

    rates.spend(1, "refused", False, 98)
    assert rates.floods(1)


def test_refusals_of_those_who_are_quiet_again_are_forgotten(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "MOST_BUCKETS", 10)
    for user in range(10):
        rates.floods(user)
    clock[0] += 61
    rates.floods(99)

    assert set(rates._refusals) == {99}
