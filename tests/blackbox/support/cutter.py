"""A bad line: a TCP proxy that cuts every connection at a random byte, or loses what comes back."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from contextlib import suppress
from typing import Self

from .server import Server

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Cutter:
    """Listens on `port`, passes everything on to the server, and cuts after about `mean_bytes`.

    The cut falls in either direction and anywhere in a frame: what was sent may not arrive, what was
    answered may not come back. While `is_deaf`, nothing comes back at all: what is sent meanwhile may
    be stored without its sender knowing.
    """

    def __init__(self, server: Server, *, mean_bytes: int, chance: random.Random) -> None:
        self.server = server
        self.mean_bytes = mean_bytes
        self.chance = chance
        self.cuts = 0
        self.is_cutting = True
        self.is_deaf = False
        self.port = 0
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = int(self._listener.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        for connection in self._connections:
            connection.cancel()
        if self._connections:
            await asyncio.wait(self._connections)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            with suppress(OSError):
                await self._connect(reader, writer)
        finally:
            writer.transport.abort()
            self._connections.discard(task)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        budget = [int(self.chance.expovariate(1 / self.mean_bytes))]
        both = [
            asyncio.create_task(self._pass(reader, upstream_writer, budget, is_back=False)),
            asyncio.create_task(self._pass(upstream_reader, writer, budget, is_back=True)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in both:
                one.cancel()
            for end in (writer, upstream_writer):
                self._cut(end)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, budget: list[int], *, is_back: bool
    ) -> None:
        has_lost = False
        with suppress(OSError):
            while data := await reader.read(4096):
                allowed = data[: max(0, budget[0])] if self.is_cutting else data
                budget[0] -= len(data)
                has_lost = has_lost or (is_back and self.is_deaf)  # a stream with a hole in it never goes on
                if not has_lost:
                    writer.write(allowed)
                    await writer.drain()
                if len(allowed) < len(data):
                    self.cuts += 1
                    return

    def _cut(self, writer: asyncio.StreamWriter) -> None:
        if self.chance.random() < 0.5:  # half of them as a reset, half as an end
            line: socket.socket | None = writer.get_extra_info("socket")
            if line is not None:
                with suppress(OSError):
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        writer.transport.abort()
