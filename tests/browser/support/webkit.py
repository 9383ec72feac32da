"""WebKit, as GTK has it: its small browser, driven by WebDriver on a screen that nobody sees."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from glob import glob
from typing import Any

import httpx

PATIENCE_S = 60
BROWSER = "/usr/lib/*/webkit2gtk-4*/MiniBrowser"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007"}


def find_webkit() -> str | None:
    """Return the browser, if the machine has it, its driver and a screen for it."""
    programs = glob(BROWSER) if shutil.which("WebKitWebDriver") and shutil.which("Xvfb") else []  # noqa: PTH207
    return next(iter(programs), None)


@contextmanager
def webkit(program: str) -> Iterator[WebKit]:
    """Start a WebKit with a profile of its own, on a screen of its own, and end it."""
    with ExitStack() as ending:
        display = _screen(ending)
        port = _free_port()
        _start(ending, ["WebKitWebDriver", f"--port={port}"], env={**os.environ, "DISPLAY": display})
        _wait_for(port)
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S, trust_env=False)
        ending.enter_context(client)
        options = {"webkitgtk:browserOptions": {"binary": program, "args": ["--automation"]}}
        answer = client.post("/session", json={"capabilities": {"alwaysMatch": options}}).json()["value"]
        session = f"/session/{answer['sessionId']}"
        ending.callback(client.delete, session)
        yield WebKit(client, session)


class WebKit:
    """One window."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self.errors: list[str] = []  # its driver tells of none
        self._client, self._session = client, session
        self._ask("/timeouts", script=PATIENCE_S * 1000)

    def sign_in(self, origin: str, cookies: dict[str, str]) -> None:
        """Take over a session; a cookie can be given only to the site one is at."""
        self.go(f"{origin}/healthz")
        for name, value in cookies.items():
            self._ask("/cookie", cookie={"name": name, "value": value, "path": "/"})

    def go(self, url: str) -> None:
        """Open an address."""
        self._ask("/url", url=url)

    def run(self, function: str, *arguments: str) -> Any:
        """Run a function in the page, wait for what it promises, and return it."""
        script = f"""const [done, ...all] = [arguments[arguments.length - 1], ...[...arguments].slice(0, -1)];
            ({function})(...all).then((value) => done(JSON.stringify(value ?? null)), (why) => done(`!${{why}}`));"""
        answer = str(self._ask("/execute/async", script=script, args=list(arguments)))
        assert not answer.startswith("!"), answer
        return json.loads(answer)

    def press(self, *keys: str) -> None:
        """Type into what has the focus."""
        focused = self._client.get(f"{self._session}/element/active").json()["value"][ELEMENT]
        self._ask(f"/element/{focused}/value", text="".join(KEYS.get(key, key) for key in keys))

    def _ask(self, what: str, **parameters: Any) -> Any:
        answer = self._client.post(self._session + what, json=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]


def _start(ending: ExitStack, command: list[str], **options: Any) -> subprocess.Popen[str]:
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "text": True, **options}
    process: subprocess.Popen[str] = subprocess.Popen(command, **options)
    ending.callback(process.communicate, timeout=PATIENCE_S)
    ending.callback(process.terminate)
    return process


def _screen(ending: ExitStack) -> str:
    """Start a screen; return what it is called."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1200x900x24", "-nolisten", "tcp"]
    screen = _start(ending, command, stdout=subprocess.PIPE)
    assert screen.stdout is not None
    return f":{screen.stdout.readline().strip()}"


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline, "WebKitWebDriver did not start"
            time.sleep(0.05)
        else:
            return
