"""The server for load. `python -m happychat.serve --port 8000`."""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "happychat.settings")

from happychat.serving.listening import listen


def main() -> None:
    """Serve until a signal says stop."""
    chosen = _options().parse_args()
    _say_where(chosen)
    from happychat.serving.server import serve

    serve(chosen.host, chosen.port, workers=1, worker=0)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="happychat.serve", description="Serve Happy Chat.")
    options.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    options.add_argument("--port", type=int, default=8000)
    return options


def _say_where(chosen: argparse.Namespace) -> None:
    """Say where the site will be, or why it cannot be there."""
    try:
        for listener in listen(chosen.host, chosen.port):
            listener.close()
    except OSError as error:
        raise SystemExit(f"Cannot listen on {chosen.host}, port {chosen.port}: {error}") from None
    print(f"Happy Chat listens on http://{chosen.host}:{chosen.port}", flush=True)  # noqa: T201  # a person started it


if __name__ == "__main__":
    main()
