"""What protocol.md, section 1, promises, checked of one conversation after whatever happened to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.device import Device
from tests.blackbox.support.frames import Row
from tests.blackbox.support.replica import seq_of
from tests.blackbox.support.talk import each_once, history

PATIENCE_S = 60.0


@dataclass
class Talker:
    """A device in a conversation, and the browser its person is signed in with."""

    browser: Browser
    device: Device


@dataclass
class Evidence:
    """A conversation when all is quiet: what is stored, what each device holds, and what a fresh one is told."""

    chat: str
    talkers: Sequence[Talker]
    stored: list[list[Row]]
    live: list[dict[str, Any]]
    fresh: list[dict[str, Any]]

    @classmethod
    async def of(cls, chat: str, talkers: Sequence[Talker]) -> Evidence:
        """Wait until everything is sent and all hold the same, then look."""
        await in_step(chat, [talker.device for talker in talkers])
        stored = [await asyncio.to_thread(history, talker.browser, chat) for talker in talkers]
        fresh = [await fresh_view(talker.browser) for talker in talkers]
        for talker, view in zip(talkers, fresh, strict=True):
            for stream in view:  # other conversations too, of which the last may still be on its way
                await talker.device.holds(stream, view[stream]["version"])
        return cls(chat, talkers, stored, [talker.device.replica.view() for talker in talkers], fresh)

    def everything_said_is_stored_once(self) -> None:
        """Check that what was acknowledged is where it was said to be, and all else that was said is there, once."""
        devices = [talker.device for talker in self.talkers]
        assert not any(device.refused for device in devices), [device.refused for device in devices]
        said = sum(len(device.sent) for device in devices)
        assert each_once(self.stored[0], devices) == said

    def all_see_one_order_without_holes(self) -> None:
        """Check that everyone is shown the same rows, 1, 2, 3 …, and each sender's in the order they wrote them."""
        rows = self.stored[0]
        assert all(others == rows for others in self.stored[1:])
        assert [seq_of(row) for row in rows] == list(range(1, len(rows) + 1))
        seqs = {row.get("client_id"): seq_of(row) for row in rows}
        for talker in self.talkers:
            sent = [seqs[client_id] for client_id in talker.device.sent]
            assert sent == sorted(sent)

    def live_state_equals_a_fresh_fetch(self) -> None:
        """Check that who lived through it holds what somebody holds who was not there."""
        for live, fresh in zip(self.live, self.fresh, strict=True):
            assert live == fresh, "\n".join(differences(live, fresh))


def differences(live: Any, fresh: Any, where: str = "") -> Iterator[str]:
    """Name what differs between two views."""
    if isinstance(live, dict) and isinstance(fresh, dict):
        for key in sorted(live.keys() | fresh.keys()):
            yield from differences(live.get(key), fresh.get(key), f"{where} {key}")
    elif live != fresh:
        yield f"{where}: {live!r} live, {fresh!r} fresh"


async def in_step(chat: str, devices: Sequence[Device]) -> None:
    """Wait until all devices have sent everything and hold the same version of a conversation."""
    for device in devices:
        await device.until(lambda one: not any(one.outboxes.values()), PATIENCE_S)
    for device in devices:
        await device.until(lambda one: one.is_settled and one.replica.streams[chat].version == newest(chat, devices))


def newest(chat: str, devices: Iterable[Device]) -> int:
    """Return the highest version any of them holds."""
    return max(device.replica.streams[chat].version for device in devices)


async def fresh_view(browser: Browser) -> dict[str, Any]:
    """Return what a device is told that knew nothing."""
    async with Device(browser) as fresh:
        await fresh.until(lambda one: one.is_settled and all(s.version for s in one.replica.streams.values()))
        return fresh.replica.view()
