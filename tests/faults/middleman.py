"""A line that can die without a sign: a TCP proxy that swallows what goes up, what comes back, or both, or resets."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Self

from tests.blackbox.support.cutter import RESET_ON_CLOSE
from tests.blackbox.support.server import Server

UP, DOWN = "up", "down"
CHUNK = 65536
LAST_BYTES = 256


class Passage:
    """One connection through the middleman: the last that came of each side, passed on or not, and when it ended."""

    def __init__(self) -> None:
        self.lost: set[str] = set()
        self.last = {UP: b"", DOWN: b""}
        self.ended: dict[str, float] = {}
        self._writers: list[asyncio.StreamWriter] = []

    async def carry(self, near: tuple[asyncio.StreamReader, asyncio.StreamWriter], port: int) -> None:
        """Carry bytes both ways until both sides have ended."""
        far = await asyncio.open_connection("127.0.0.1", port)
        self._writers = [near[1], far[1]]
        try:
            await asyncio.gather(self._pass(UP, near[0], far[1]), self._pass(DOWN, far[0], near[1]))
        finally:
            for writer in self._writers:
                writer.transport.abort()

    async def _pass(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                self.last[way] = (self.last[way] + data)[-LAST_BYTES:]
                if way not in self.lost:
                    writer.write(data)
                    await writer.drain()
        self.ended[way] = asyncio.get_running_loop().time()
        if way not in self.lost:  # an end is lost like anything else
            writer.close()

    def reset(self) -> None:
        """Break off towards both sides with a reset."""
        for writer in self._writers:
            line: socket.socket = writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            writer.transport.abort()


class Middleman:
    """Listens on `port` and carries each connection to the server by a passage of its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.port = 0
        self.passages: list[Passage] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = int(self._listener.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    @property
    def alive(self) -> list[Passage]:
        """Return the passages neither side has ended."""
        return [passage for passage in self.passages if not passage.ended]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.passages.append(passage := Passage())
        with suppress(OSError, asyncio.CancelledError):  # asyncio reports a cancelled one as a fault
            await passage.carry((reader, writer), self.server.port)
