"""Sockets in the test's own process, as pages open them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from channels.testing import WebsocketCommunicator

from happychat.asgi import application

ORIGIN = "http://testserver"


class Socket:
    """One socket of the site; frames are taken in order, pings are passed over."""

    def __init__(self, session: str = "", *, origin: str | None = ORIGIN, query: str = "v=1") -> None:
        headers = [(b"host", b"testserver")]
        headers += [(b"origin", origin.encode())] if origin is not None else []
        headers += [(b"cookie", f"sid={session}".encode())] if session else []
        self._wire = WebsocketCommunicator(application, f"/ws/?{query}", headers)
        self._ids = itertools.count(1)
        self.frames: list[dict[str, Any]] = []  # taken, but not yet asked for

    async def open(self) -> bool:
        """Connect; tell whether the socket was accepted."""
        accepted, _ = await self._wire.connect(timeout=5)
        return bool(accepted)

    async def ready(self) -> dict[str, Any]:
        """Connect and return the first frame."""
        assert await self.open()
        return await self.frame()

    async def frame(self, kind: str = "", within: float = 5) -> dict[str, Any]:
        """Return the next frame, or the next of a kind."""
        for number, held in enumerate(self.frames):
            if not kind or held.get("type") == kind:
                return self.frames.pop(number)
        while True:
            taken = await self._take(within)
            if not kind or taken.get("type") == kind:
                return taken
            self.frames.append(taken)

    async def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Send a command and return its reply."""
        return await self.reply(await self.say(command, **arguments))

    async def say(self, command: str, **arguments: Any) -> int:
        """Send a command and return its id."""
        number = next(self._ids)
        await self.text(orjson.dumps({"id": number, "command": command, **arguments}).decode())
        return number

    async def reply(self, number: int) -> dict[str, Any]:
        """Return the reply to an id."""
        for place, held in enumerate(self.frames):
            if held.get("id") == number:
                return self.frames.pop(place)
        while (taken := await self._take(5)).get("id") != number:
            self.frames.append(taken)
        return taken

    async def text(self, text: str | bytes) -> None:
        """Send a frame as it stands."""
        kind = "bytes" if isinstance(text, bytes) else "text"
        await self._wire.send_input({"type": "websocket.receive", kind: text})

    async def closed(self, within: float = 5) -> int:
        """Return the code the socket is closed with; frames before it are kept."""
        while (message := await self._output(within))["type"] != "websocket.close":
            self.frames.append(orjson.loads(message["text"]))
        return int(message["code"])

    async def ended(self) -> None:
        """Wait until the server is done with the socket; what it raised is raised."""
        async with asyncio.timeout(5):
            await self._wire.future

    async def quiet(self, seconds: float = 0.1) -> bool:
        """Tell whether nothing comes."""
        return not self.frames and bool(await self._wire.receive_nothing(timeout=seconds, interval=0.01))

    async def leave(self) -> None:
        """Disconnect."""
        await self._wire.disconnect(timeout=5)

    async def _take(self, within: float) -> dict[str, Any]:
        while True:
            message = await self._output(within)
            assert message["type"] == "websocket.send", message
            data: dict[str, Any] = orjson.loads(message["text"])
            if data != {"type": "ping"}:
                return data

    async def _output(self, within: float) -> dict[str, Any]:
        # The communicator's own way ends the application when the time is over.
        async with asyncio.timeout(within):
            message: dict[str, Any] = await self._wire.output_queue.get()
            return message


@asynccontextmanager
async def connected(*sessions: str) -> AsyncIterator[list[Socket]]:
    """Open a socket for each session, past its `ready`, and leave at the end."""
    sockets = [Socket(session) for session in sessions]
    for socket in sockets:
        assert (await socket.ready())["type"] == "ready"
    try:
        yield sockets
    finally:
        for socket in sockets:
            await socket.leave()
