"""A local server that answers as OpenAI's do, or as it should not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelServer(ThreadingHTTPServer):
    """Answer each question as `manner` says; `asked` keeps the questions."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.manner = "well"
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.go_on = threading.Event()  # in the manner of waiting
        self.hung_up = threading.Event()

    @property
    def url(self) -> str:
        """Return what the setting says."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: ModelServer

    def do_POST(self) -> None:
        """Answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        self.server.keys.append(self.headers.get("Authorization", ""))
        assert self.path == "/v1/chat/completions"
        if self.server.manner == "500":
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            getattr(self, f"_{self.server.manner}")()
        except OSError:
            self.server.hung_up.set()

    def log_message(self, *_: Any) -> None:
        """Be quiet."""

    def _line(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\n\n")

    def _piece(self, text: str) -> None:
        self._line("data: " + json.dumps({"choices": [{"delta": {"content": text}}]}))

    def _well(self) -> None:
        for word in ("The ", "moon ", "is ", "far."):
            self._piece(word)
            time.sleep(0.05)
        self._line("data: [DONE]")

    def _malformed(self) -> None:
        for line in ("data: {", 'data: {"choices":[]}', ": comment", "event: x", "data: 7", 'data: {"choices":[{}]}'):
            self._line(line)
        self._well()

    def _halves(self) -> None:
        for text in ("The moon \ud83c", "\udf15 is far.", "\ud83c", "\x00"):
            self._piece(text)
        self._line("data: [DONE]")

    def _refusing(self) -> None:
        self.wfile.write(b'{"error": {"message": "no such model"}}')

    def _garbled(self) -> None:
        self.wfile.write(b"data: \xff\xfe\xfd\n\n" * 100)

    def _dripping(self) -> None:
        for _ in range(600):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def _nonsense(self) -> None:
        for _ in range(100):
            self._line("data: <html>")

    def _silent(self) -> None:
        self.server.go_on.wait(30)

    def _broken(self) -> None:
        self._piece("The moon")
        self.server.go_on.wait(0.8)

    def _waiting(self) -> None:
        self._piece("The moon")
        for _ in range(600):
            if self.server.go_on.wait(0.05):
                break
            self._piece(".")
        self._line("data: [DONE]")

    def _endless(self) -> None:
        while True:
            self._piece("moon " * 100)

    def _one_line(self) -> None:
        while True:
            self.wfile.write(b"data: " + b"x" * 10_000)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """Serve on a free port of this machine."""
    server = ModelServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        server.server_close()
