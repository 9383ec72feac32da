"""How a process parts from its connections: told, answered, closed; the pages come back one after the other."""

from __future__ import annotations

import asyncio
import random
from itertools import islice

from chat.presence.attendance import attendance
from happychat import health
from happychat.commands.execute import drain
from happychat.frames import Frame
from happychat.layers import Sink, fanout

LEAVE_WITHIN_MS = 4000  # clients told `bye` come back at a random moment of it
COMING_BACK_PER_MS = 1.0  # and where they are many, later: another process has to let all of them in
AT_ONCE, SLICES, PAUSE_S = 50, 20, 0.075  # told in 1.5 s, however many they are
FINISH_S = 3.0
PARTING_S = 1.0
RESTARTING = 4412


async def good_bye() -> None:
    """Tell every connection, finish what was accepted, close with 4412; nobody new comes meanwhile."""
    health.close()
    await _tell()
    await drain(FINISH_S)
    for sink in _connections():
        sink.end(RESTARTING)
    await attendance.end(PARTING_S)


async def _tell() -> None:
    many = len(_connections())
    within = max(LEAVE_WITHIN_MS, many / COMING_BACK_PER_MS)
    told: set[Sink] = set()
    # Asked anew each time: one that was being greeted may have arrived.
    while part := list(islice((sink for sink in _connections() if sink not in told), max(AT_ONCE, many // SLICES))):
        bye = _bye(within)
        for sink in part:
            sink.deliver(bye)
        told.update(part)
        await asyncio.sleep(PAUSE_S)


def _bye(within: float) -> Frame:
    # A little different each time, for clients that wait exactly so long.
    after = round(within * random.uniform(0.75, 1.25))  # noqa: S311
    return Frame(b'{"type":"bye","after_ms":%d,"reason":"restart"}' % after)


def _connections() -> list[Sink]:
    return [sink for sinks in fanout().people.values() for sink in sinks]
