"""The server for load. `python -m happychat.serve --port 8000 --workers 4`."""

from __future__ import annotations

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "happychat.settings")

from happychat.serving.listening import listen


def main() -> None:
    """Serve until a signal says stop; with several workers, see to it that they do."""
    chosen = _options().parse_args()
    if chosen.worker:
        _serve(chosen)
        return
    _find_free(chosen)
    if chosen.workers == 1:
        _serve(chosen)
    else:
        from happychat.serving.supervisor import Supervisor

        raise SystemExit(Supervisor([sys.executable, "-m", "happychat.serve", *sys.argv[1:]], chosen.workers).run())


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="happychat.serve", description="Serve Happy Chat.")
    options.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    options.add_argument("--port", type=_port, default=8000)
    options.add_argument("--workers", type=_at_least_one, default=1, help="how many processes share the port")
    options.add_argument("--worker", type=int, default=0, help=argparse.SUPPRESS)  # which of them this is
    return options


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 1 << 16:
        raise argparse.ArgumentTypeError("1 to 65535")
    return number


def _find_free(chosen: argparse.Namespace) -> None:
    """Say why the site cannot be there, where it cannot: workers would share the port with those of another."""
    try:
        for listener in listen(chosen.host, chosen.port):
            listener.close()
    except OSError as error:
        raise SystemExit(f"Cannot listen on {chosen.host}, port {chosen.port}: {error.strerror}") from None


def _serve(chosen: argparse.Namespace) -> None:
    from happychat.serving.server import serve

    serve(chosen.host, chosen.port, workers=chosen.workers, worker=chosen.worker)


if __name__ == "__main__":
    main()
