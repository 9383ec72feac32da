"""What a socket hears first: `ready` with the heads of everything that is the person's."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone

from accounts.rows import mailbox_versions
from chat.rows import Head, heads_of
from happychat.auth import Caller
from happychat.commands import rates
from happychat.ids import user_name
from happychat.models import Epoch
from happychat.streams.registry import ME
from happychat.streams.steps import Attach, head_frame
from happychat.threads import readers
from happychat.times import wire

HEADS_A_FRAME = 4000  # about 40 bytes each: well under a frame
PING_S = 25


@dataclass(slots=True)
class Greeting:
    """The frames a connection begins with, the heads in them, and the audiences it joins."""

    frames: list[bytes]
    heads: dict[str, list[int]]
    attach: list[Attach]


async def greeting_of(caller: Caller) -> Greeting:
    """Read a person's heads after their socket joined its own audience; in a storm many people's at once."""
    found = await readers.together(greetings, caller)
    if found is None:
        raise RuntimeError("everybody who asks is greeted")
    return found


def greetings(callers: list[Caller]) -> dict[Caller, Greeting]:
    """Return what each hears first. Three queries, however many they are."""
    users = sorted({caller.user for caller in callers})
    epoch, versions, mine = Epoch.present(), mailbox_versions(users), heads_of(users)
    return {caller: _greeting(caller, epoch, versions[caller.user], mine[caller.user]) for caller in callers}


def _greeting(caller: Caller, epoch: str, version: int, mine: list[Head]) -> Greeting:
    heads: dict[str, list[int]] = {ME: [version], **{name: head for name, head, _ in mine}}
    parts = [dict(islice(heads.items(), start, start + HEADS_A_FRAME)) for start in range(0, len(heads), HEADS_A_FRAME)]
    ready = {
        "type": "ready",
        "v": 1,
        "epoch": epoch,
        "user": user_name(caller.user),
        "device": caller.device,
        "ping": PING_S,
        "now": wire(timezone.now()),
        "limits": limits(guest=caller.guest),
        "heads": parts[0],
    }
    frames = [orjson.dumps(ready), *map(head_frame, parts[1:])]
    return Greeting(frames, heads, [attach for _, _, attach in mine])


def limits(*, guest: bool = False) -> dict[str, Any]:
    """Return the limits clients are told: bytes, code points, and rates as [a second, burst]."""
    return {
        "frame": 64 * 1024,
        "body": 8000,
        "upload": settings.MAX_UPLOAD_BYTES,
        "members": settings.MAX_MEMBERS,
        "sockets": 20,
        "rates": {name: list(limit) for name, limit in rates.limits(guest=guest).items()},
    }
