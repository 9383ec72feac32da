"""The server for load: uvicorn with the limits a chat needs. `python -m happychat.serve --port 8000`."""

from __future__ import annotations

import argparse
import gc
import socket

import uvicorn

MAX_FRAME = 64 * 1024
LEAVE_WITHIN_MS = 4000  # clients told `bye` come back at a random moment of it
FINISH_S = 3.0
PARTING_S = 1.0
RESTARTING = 4412


class Server(uvicorn.Server):
    """uvicorn that says good-bye: what was accepted is finished and answered before the sockets close."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and leave out of garbage collection what was loaded: it stays as long as the process."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, say bye, let the writer finish, close with 4412, then go as ever."""
        for server in self.servers:
            server.close()
        await good_bye()
        await super().shutdown(sockets)


async def good_bye() -> None:
    """Part from every socket of this process."""
    from chat.presence.attendance import attendance
    from happychat.commands.execute import drain
    from happychat.frames import Frame
    from happychat.layers import fanout

    bye = Frame(b'{"type":"bye","after_ms":%d,"reason":"restart"}' % LEAVE_WITHIN_MS)
    sinks = [sink for sinks in fanout().people.values() for sink in sinks]
    for sink in sinks:
        sink.deliver(bye)
    await drain(FINISH_S)
    for sink in sinks:
        sink.end(RESTARTING)
    await attendance.end(PARTING_S)


def main() -> None:
    """Serve until a signal says stop."""
    options = argparse.ArgumentParser(prog="happychat.serve", description="Serve Happy Chat.")
    options.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    options.add_argument("--port", type=int, default=8000)
    chosen = options.parse_args()
    print(f"Happy Chat listens on http://{chosen.host}:{chosen.port}", flush=True)  # noqa: T201  # a person started it
    config = uvicorn.Config(
        "happychat.asgi:application",
        host=chosen.host,
        port=chosen.port,
        loop="uvloop",
        http="httptools",
        ws="happychat.line:Line",  # frames in by direct call, out ready-made
        ws_max_size=MAX_FRAME,
        ws_ping_interval=None,  # the protocol has a ping of its own, which pages can see
        ws_per_message_deflate=False,  # 64 KiB a socket with it, 14 KiB without
        timeout_graceful_shutdown=5,
        backlog=2048,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
    )
    Server(config).run()


if __name__ == "__main__":
    main()
