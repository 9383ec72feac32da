"""How long our server waits for who does not say what they want, or says it a letter at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn

from happychat.serving import http
from happychat.serving.http import Http
from happychat.serving.listening import listen
from tests.blackbox.support.server import free_port

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
ENOUGH_S = 0.02  # between parts of a body that comes fast enough


async def prompt(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Read the body to its end, and say how long it was."""
    length, event = 0, {"more_body": True}
    while event.get("more_body"):
        event = await receive()
        length += len(event.get("body", b""))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


async def late(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Do the same, after a while."""
    await asyncio.sleep(0.6)
    await prompt(scope, receive, send)


@asynccontextmanager
async def served(application: Any = prompt) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Serve with our protocol, and connect."""
    port = free_port()
    config = uvicorn.Config(application, http=Http, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup(listen("127.0.0.1", port))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        server.force_exit = True
        await server.shutdown()


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_WITHIN_S", 0.2)
    monkeypatch.setattr(http, "BODY_GRACE_S", 0.2)
    monkeypatch.setattr(http, "BODY_LOOK_S", 0.05)


async def dripped(writer: asyncio.StreamWriter, part: bytes) -> None:
    """Say the same again and again, until nobody listens."""
    with suppress(ConnectionError):
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(ENOUGH_S)


@pytest.mark.parametrize(
    ("beginning", "part"),
    [(b"", b""), (b"GET / HTTP/1.1\r\n", b""), (b"GET / HTTP/1.1\r\n", b"A: b\r\n"), (HEAD, b""), (HEAD, b"x")],
)
async def test_who_keeps_us_waiting_is_hung_up_on(beginning: bytes, part: bytes) -> None:
    async with served() as (reader, writer), asyncio.timeout(30):
        writer.write(beginning)
        dripping = asyncio.create_task(dripped(writer, part))

        said = b""
        with suppress(ConnectionError):
            said = await reader.read()
        dripping.cancel()

    assert b"200 OK" not in said


async def test_a_body_that_takes_long_but_comes_is_taken() -> None:
    async with served() as (reader, writer), asyncio.timeout(30):
        writer.write(HEAD)
        for _ in range(50):  # five times as long as the grace
            writer.write(b"x" * 2000)
            await writer.drain()
            await asyncio.sleep(ENOUGH_S)
        said = await reader.readuntil(b"100000")

    assert said.startswith(b"HTTP/1.1 200 OK")


async def test_nobody_pays_for_it_that_we_read_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "BODY_BYTES_A_SECOND", 10**9)

    async with served(late) as (reader, writer), asyncio.timeout(30):
        writer.write(HEAD + b"x" * 100_000)
        said = await reader.readuntil(b"100000")

    assert said.startswith(b"HTTP/1.1 200 OK")
