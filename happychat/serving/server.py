"""uvicorn with our parts, and an end that loses nothing that was accepted."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
from types import FrameType

import uvicorn
from django.conf import settings

import happychat.asgi  # first: it sets Django up
from happychat import health
from happychat.ending import GONE_WITHIN_S, go_in_any_case
from happychat.farewell import good_bye
from happychat.line import Line
from happychat.serving.beginning import look
from happychat.serving.http import Http
from happychat.serving.listening import listen

MAX_FRAME = 64 * 1024
# With 1.5 s to say bye, 3 to finish and 1 to take presence back, less than GONE_WITHIN_S.
ANSWERED_WITHIN_S, LOOK_EVERY_S = 3.0, 0.05
TASKS_END_WITHIN_S = 1


def serve(host: str, port: int, *, workers: int, worker: int) -> None:
    """Serve until told to stop; as one of several workers (its number), or as the only process (0)."""
    tells = worker <= 1  # one for all
    if tells:
        look(workers)
    config = uvicorn.Config(
        happychat.asgi.application,
        loop="uvloop",
        http=Http,
        ws=Line,  # frames in by direct call, out ready-made
        ws_max_size=MAX_FRAME,
        ws_ping_interval=None,  # the protocol has a ping of its own, which pages can see
        ws_per_message_deflate=False,  # 64 KiB a socket with it, 14 KiB without
        timeout_graceful_shutdown=TASKS_END_WITHIN_S,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
    )
    many = f", {workers} processes" if workers > 1 else ""
    words = f"Happy Chat listens on http://{f'[{host}]' if ':' in host else host}:{port}{many}"
    server = Server(config, on_leash=worker > 0, words=words if tells else "")
    server.run(listen(host, port, among_others=worker > 0))


class Server(uvicorn.Server):
    """uvicorn that says good-bye: what was accepted is finished and answered before the sockets close.

    Held on a leash it also goes when its standard input ends: when the supervisor wants it to, or is gone.
    """

    def __init__(self, config: uvicorn.Config, *, on_leash: bool, words: str) -> None:
        super().__init__(config)
        self._on_leash = on_leash
        self._words = words
        self._was_told = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and leave out of garbage collection what was loaded: it stays as long as the process."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        if self._on_leash:
            asyncio.get_running_loop().add_reader(sys.stdin.fileno(), self._feel)
        if self._words:
            print(self._words, flush=True)  # noqa: T201  # a person started it

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to go; who says it twice is obeyed at once."""
        if self._was_told:
            os._exit(128 + sig)
        self._was_told = self.should_exit = True

    def _feel(self) -> None:
        if not os.read(sys.stdin.fileno(), 1):
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
            self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that others should be asked, take no more, part from everybody, then go as ever."""
        go_in_any_case(settings.DRAIN_S + GONE_WITHIN_S)
        health.leave()
        await asyncio.sleep(settings.DRAIN_S)
        self._close_doors()
        await good_bye()
        await self._answered()
        await super().shutdown(sockets)

    def _close_doors(self) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            if isinstance(connection, Http):
                connection.shutdown()  # at once where nothing is asked, else after the answer

    async def _answered(self) -> None:
        """Let everybody read to the end; who does not is dropped."""
        connections = self.server_state.connections
        for _ in range(round(ANSWERED_WITHIN_S / LOOK_EVERY_S)):
            if connections:
                await asyncio.sleep(LOOK_EVERY_S)
        for connection in list(connections):
            connection.transport.abort()
