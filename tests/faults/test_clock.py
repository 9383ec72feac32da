"""A process whose clock is an hour ahead: one order, one state, nothing closes, nobody is limited or forgotten for it.

Protocol, section 1: versions and seq order everything, no clock does; `sent_at` is for display.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.device import Device
from tests.blackbox.support.frames import Frame, Row
from tests.blackbox.support.server import Server
from tests.blackbox.support.wire import Wire
from tests.deploy.processes import Ground

from .altered import altered
from .crowd import Crowd, crowd_on
from .length import by_length
from .proof import Evidence, Talker

AHEAD = timedelta(hours=1)
MESSAGES = by_length(60, 3000)
SAY_EVERY_S = 0.03
CALM_S = by_length(6.0, 60.0)  # sweeps, and looks for dead processes; at length beats, too

pytestmark = pytest.mark.timeout(590)


class Skewed:
    """Two processes on PostgreSQL and Redis; four people, the second and the fourth at the one that is ahead."""

    def __init__(self, stack: ExitStack) -> None:
        self.ground = stack.enter_context(Ground())
        right = self.ground.process()
        right.manage("migrate", "--verbosity", "0")
        ahead = self.ground.process(HAPPYCHAT_BASE_URL=right.origin, **altered(ahead=AHEAD.total_seconds()))
        ahead.kind = "altered serve"
        self.crowd: Crowd = crowd_on(right, 4, members=4)
        self.right, self.ahead = (stack.enter_context(process) for process in (right, ahead))

    def device(self, person: int) -> Device:
        """Return a person's device at their process."""
        return Device(self.crowd.browsers[person], port=(self.right, self.ahead)[person % 2].port)

    def socket(self, person: int, process: Server) -> Wire:
        """Open a person's socket to a process."""
        at = Browser(process, cookies=self.crowd.browsers[person].cookies)
        return Wire.open(at, origin=self.right.origin)


@dataclass
class Hour:
    """What was said across the processes, and what the devices heard of each other's presence."""

    evidence: Evidence
    signals: list[list[Frame]]


@pytest.fixture(scope="module")
def skewed() -> Iterator[Skewed]:
    """Two processes an hour apart."""
    with ExitStack() as stack:
        yield Skewed(stack)


@pytest.fixture(scope="module")
def hour(skewed: Skewed) -> Hour:
    """Four people talk across an hour."""
    return asyncio.run(talk_across(skewed))


async def talk_across(skewed: Skewed) -> Hour:
    talkers = [Talker(browser, skewed.device(person)) for person, browser in enumerate(skewed.crowd.browsers)]
    devices = [talker.device for talker in talkers]
    async with devices[0], devices[1], devices[2], devices[3]:
        for device in devices:
            await device.settle()
        for number in range(MESSAGES):
            devices[number % 4].say(skewed.crowd.group, f"{number} 几点了？")
            await asyncio.sleep(SAY_EVERY_S)
        await asyncio.sleep(CALM_S)
        evidence = await Evidence.of(skewed.crowd.group, talkers)
    print("\n" + "; ".join(device.summary() for device in devices))
    return Hour(evidence, [device.signals for device in devices])


def test_an_hour_between_clocks_loses_repeats_and_reorders_nothing(hour: Hour) -> None:
    hour.evidence.everything_said_is_stored_once()
    hour.evidence.all_see_one_order_without_holes()
    hour.evidence.live_state_equals_a_fresh_fetch()


def test_nothing_closes_for_a_clock(hour: Hour) -> None:
    assert [talker.device.counts["disconnects"] for talker in hour.evidence.talkers] == [0] * 4


def test_only_what_is_shown_says_which_clock_it_was(skewed: Skewed, hour: Hour) -> None:
    sent = [row for row in hour.evidence.stored[0] if "client_id" in row]
    users = [talker.device.replica.user for talker in hour.evidence.talkers]

    jumps = [
        (moment(later) - moment(earlier)) / AHEAD
        for earlier, later in itertools.pairwise(sent)
        if users.index(earlier["author"]) % 2 == 0 and users.index(later["author"]) % 2 == 1
    ]
    assert len(jumps) > MESSAGES / 8
    assert all(0.98 < jump < 1.02 for jump in jumps)


def moment(row: Row) -> datetime:
    return datetime.fromisoformat(row["sent_at"])


def test_heads_are_the_same_at_both_processes(skewed: Skewed, hour: Hour) -> None:
    with skewed.socket(0, skewed.right) as one, skewed.socket(0, skewed.ahead) as other:
        assert one.ready["heads"] == other.ready["heads"]


def test_friends_are_here_for_each_other_across_an_hour(skewed: Skewed, hour: Hour) -> None:
    for person, talker in enumerate(hour.evidence.talkers):
        friend = hour.evidence.talkers[person ^ 1].device.replica.user
        told = [signal for signal in hour.signals[person] if signal["event"] == "presence" and signal["user"] == friend]
        assert [signal["online"] for signal in told[-1:]] == [True], (talker.device.summary(), told)


def test_limits_do_not_look_at_the_clock(skewed: Skewed, hour: Hour) -> None:
    for process in (skewed.right, skewed.ahead):
        with skewed.socket(0, process) as wire:
            refusal = first_refusal(wire)

        assert refusal["code"] == "rate"
        assert 0 < refusal["retry_ms"] <= 10_000


def first_refusal(wire: Wire) -> dict[str, Any]:
    """Ask until it is too fast."""
    while True:
        reply = wire.ask("sync", have={"me": 1})
        if "error" in reply:
            return dict(reply["error"])


def test_a_session_ends_an_hour_early_where_the_clock_is_ahead_and_nowhere_else(skewed: Skewed, hour: Hour) -> None:
    with skewed.socket(2, skewed.right) as right, skewed.socket(2, skewed.ahead) as ahead:
        let_session_end_in_half_an_hour(skewed, person=2)

        assert ahead.close_code() == 4401
        assert right.command("sync", have={"me": 1})
    with skewed.socket(2, skewed.right) as again:  # what ended there was not thrown away
        assert again.ready


def let_session_end_in_half_an_hour(skewed: Skewed, *, person: int) -> None:
    key = skewed.crowd.browsers[person].cookies["sid"]
    skewed.right.manage(
        "shell",
        "-c",
        "from datetime import timedelta; from django.utils import timezone\n"
        "from django.contrib.sessions.models import Session\n"
        f"Session.objects.filter(pk={key!r}).update(expire_date=timezone.now() + timedelta(minutes=30))",
    )
