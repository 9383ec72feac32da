"""Pages of the site in the test's own process: what they post, and the events they hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
from channels.testing import ApplicationCommunicator
from django.test import Client

from happychat.asgi import application

TOKEN = "t" * 32
ORIGIN = "http://testserver"


def post(client: Client, path: str, body: Any, kind: str = "application/json") -> Any:
    return client.post(
        f"/api/v1/{path}", body if isinstance(body, bytes | str) else orjson.dumps(body), content_type=kind
    )


@asynccontextmanager
async def browser(session: str, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the whole application, as a page is one."""
    cookies = {"csrftoken": TOKEN, **({"sid": session} if session else {})}
    given = {"X-CSRFToken": TOKEN, "Origin": ORIGIN, **headers}
    transport = httpx.ASGITransport(application)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies, headers=given) as client:
        yield client


class Events:
    """One stream of events, as EventSource reads it."""

    def __init__(self, session: str, query: bytes = b"v=1", method: str = "GET") -> None:
        headers = [(b"host", b"testserver"), (b"cookie", f"sid={session}".encode())]
        scope = {
            "type": "http",
            "method": method,
            "path": "/api/v1/events",
            "query_string": query,
            "headers": headers,
            "http_version": "1.1",
        }
        self._wire = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]

    async def begin(self) -> int:
        await self._wire.send_input({"type": "http.request", "body": b"", "more_body": False})
        self.start = await self._wire.receive_output(timeout=5)
        return int(self.start["status"])

    async def event(self, within: float = 5) -> dict[str, Any]:
        async with asyncio.timeout(within):
            message = await self._wire.output_queue.get()
        body: bytes = message["body"]
        assert body.startswith(b"data: ")
        assert body.endswith(b"\n\n")
        data: dict[str, Any] = orjson.loads(body[6:])
        return {**data, "last": not message.get("more_body", False)}

    async def leave(self) -> None:
        await self._wire.send_input({"type": "http.disconnect"})
        await self._wire.wait(timeout=5)
