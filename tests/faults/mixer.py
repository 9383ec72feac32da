"""A line that mixes up what it carries: server frames come twice, late, out of order, or not at all."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server as Listener
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.blackbox.support.server import Server

LATE_S = (0.02, 0.7)  # some within the time a client waits before it asks, some after it
# What becomes of a frame, and how often; the rest passes. What is late comes after what was sent after it.
FATES = {"doubled": 0.15, "late": 0.2, "doubled late": 0.1, "lost": 0.15}
LOSABLE = {"update", "head", "signal"}  # replies are lost with their connection only


class Mixer:
    """Listens on `port`; commands pass untouched, and once `is_honest`, everything does."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.server = server
        self.chance = chance
        self.port = 0
        self.is_honest = False
        self.counts: Counter[str] = Counter()
        self._late: set[asyncio.Task[None]] = set()
        self._listener: Listener

    async def __aenter__(self) -> Self:
        self._listener = await serve(
            self._take,
            "127.0.0.1",
            0,
            compression=None,
            max_size=None,
            ping_interval=None,
            close_timeout=1,
        )
        self.port = int(next(iter(self._listener.sockets)).getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        await self._listener.wait_closed()

    async def none_late(self) -> None:
        """Wait until everything has come that will come."""
        while self._late:
            await asyncio.wait(self._late)

    async def _take(self, near: ServerConnection) -> None:
        assert near.request is not None
        opening = connect(
            f"ws://127.0.0.1:{self.server.port}{near.request.path}",
            origin=Origin(near.request.headers["Origin"]),
            additional_headers={"Cookie": near.request.headers["Cookie"]},
            compression=None,
            max_size=None,
            ping_interval=None,
            close_timeout=1,
            proxy=None,
        )
        async with opening as far:
            both = [asyncio.create_task(self._up(near, far)), asyncio.create_task(self._down(far, near))]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for one in both:
                one.cancel()

    async def _up(self, near: ServerConnection, far: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for message in near:
                await far.send(message)

    async def _down(self, far: ClientConnection, near: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            async for message in far:
                fate = self._fate(json.loads(message).get("type", "reply"))
                self.counts[fate] += 1
                if fate in ("passed", "doubled", "doubled late"):
                    await near.send(message)
                if fate == "doubled":
                    await near.send(message)
                if fate in ("late", "doubled late"):
                    late = asyncio.create_task(self._send_late(near, message))
                    self._late.add(late)
                    late.add_done_callback(self._late.discard)

    def _fate(self, kind: str) -> str:
        if self.is_honest or kind == "ready":
            return "passed"
        (fate,) = self.chance.choices([*FATES, "passed"], [*FATES.values(), 1 - sum(FATES.values())])
        return "passed" if fate == "lost" and kind not in LOSABLE else fate

    async def _send_late(self, near: ServerConnection, message: str | bytes) -> None:
        await asyncio.sleep(self.chance.uniform(*LATE_S))
        with suppress(ConnectionClosed):
            await near.send(message)
