"""The server for load: uvicorn with the limits a chat needs. `python -m happychat.serve --port 8000`."""

from __future__ import annotations

import argparse

import uvicorn

MAX_FRAME = 64 * 1024


def main() -> None:
    """Serve until a signal says stop."""
    options = argparse.ArgumentParser(prog="happychat.serve", description="Serve Happy Chat.")
    options.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    options.add_argument("--port", type=int, default=8000)
    chosen = options.parse_args()
    print(f"Happy Chat listens on http://{chosen.host}:{chosen.port}", flush=True)  # noqa: T201  # a person started it
    uvicorn.run(
        "happychat.asgi:application",
        host=chosen.host,
        port=chosen.port,
        loop="uvloop",
        http="httptools",
        ws="happychat.line:Line",  # frames in by direct call, out ready-made
        ws_max_size=MAX_FRAME,
        ws_ping_interval=None,  # the protocol has a ping of its own, which pages can see
        ws_per_message_deflate=False,  # 64 KiB a socket with it, 14 KiB without
        timeout_graceful_shutdown=10,
        backlog=2048,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
    )


if __name__ == "__main__":
    main()
