"""People who seek somebody, each at a socket of their own: what they ask for, whom they meet, and how long it takes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

OPENING = 32  # sockets at once
PATIENCE_S = 300.0


@dataclass
class Round:
    """What came of one search, as the person saw it."""

    asked_at: float = 0.0  # by the clock of this program, like `met_at`
    met_at: float = 0.0
    since: datetime | None = None  # when they began to wait, and when they met, by the server's
    paired: datetime | None = None
    streams: list[str] = field(default_factory=list)  # one, if all is well
    heard: set[str] = field(default_factory=set)  # who wrote to them there


class Person:
    """Somebody with a socket, who greets whomever they meet."""

    def __init__(self, name: str, socket: ClientConnection) -> None:
        self.name = name
        self.tags: list[str] = []
        self.languages: list[str] = []
        self.rounds: list[Round] = []
        self.refusals: list[str] = []
        self.match: dict[str, Any] = {}  # their row, as it was told last
        self.signals: dict[str, dict[str, Any]] = {}  # the last of each event
        self._socket = socket
        self.task = asyncio.create_task(self._listen())

    @property
    def now(self) -> Round:
        """Return the search they are in."""
        return self.rounds[-1]

    async def start(self) -> None:
        """Begin to seek."""
        await self._seek("match.start", tags=self.tags, languages=self.languages)

    async def another(self) -> None:
        """Leave whom they met and seek on; who met nobody goes on waiting."""
        if self.now.streams:
            await self._seek("match.next", stream=self.now.streams[0])
        else:
            self.rounds.append(Round(asked_at=time.perf_counter(), since=self.now.since))

    async def stop(self) -> None:
        """Seek no more; return when it is so."""
        await self.say("match.stop", **({"stream": self.now.streams[0]} if self.now.streams else {}))
        async with asyncio.timeout(PATIENCE_S):
            while not self.match.get("gone"):
                await asyncio.sleep(0.1)

    def last_met(self, at: int) -> set[str]:
        """Return whom they met last before a round."""
        return next((one.heard for one in reversed(self.rounds[:at]) if one.heard), set())

    async def close(self) -> None:
        """Go."""
        self.task.cancel()
        await self._socket.close()

    async def _seek(self, command: str, **arguments: Any) -> None:
        self.rounds.append(Round(asked_at=time.perf_counter()))
        await self.say(command, **arguments)

    async def say(self, command: str, **arguments: Any) -> None:
        """Give a command; of its answer only a refusal is kept."""
        await self._socket.send(json.dumps({"id": 1, "command": command, **arguments}))

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):  # the server may be killed
            async for text in self._socket:
                await self._hear(json.loads(text))

    async def _hear(self, frame: dict[str, Any]) -> None:
        if "error" in frame:
            self.refusals.append(frame["error"]["code"])
        elif frame.get("type") == "ping":
            await self._socket.send('{"type":"pong"}')
        elif frame.get("type") == "signal":
            self.signals[frame["event"]] = frame
        elif frame.get("type") == "update":
            await self._take(frame["stream"], frame["rows"])
        elif "streams" in frame.get("ok", {}):
            for answer in frame["ok"]["streams"]:
                await self._take(answer["stream"], answer.get("rows", []))

    async def _take(self, stream: str, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            if row["key"] == "match":
                self.match = row
                await self._search(row)
            elif row.get("kind") == "text" and row["author"] != self.name:
                which = next((one for one in self.rounds if stream in one.streams), None)
                (which or self.now).heard.add(row["author"])

    async def _search(self, row: dict[str, Any]) -> None:
        if row.get("state") == "waiting":
            self.now.since = datetime.fromisoformat(row["since"])
        elif row.get("state") == "paired":
            await self._meet(row)

    async def _meet(self, row: dict[str, Any]) -> None:
        if any(row["stream"] in one.streams for one in self.rounds):
            return  # said again
        self.now.met_at = time.perf_counter()
        self.now.paired = datetime.fromisoformat(row["since"])
        self.now.since = self.now.since or self.now.paired
        self.now.streams.append(row["stream"])
        await self.say("sync", have={row["stream"]: 0})  # the other may have written before we hear it live
        await self.say("message.send", stream=row["stream"], client_id=f"hello-{row['stream']}", body="hello")


async def seated(ports: Sequence[int], site: str, cookies: Sequence[str], names: Sequence[str]) -> list[Person]:
    """Connect people, each in turn to another process."""
    turn = asyncio.Semaphore(OPENING)

    async def one(number: int) -> Person:
        async with turn:
            socket = await connect(
                f"ws://127.0.0.1:{ports[number % len(ports)]}/ws/?v=1",
                origin=Origin(site),
                additional_headers={"Cookie": cookies[number]},
                compression=None,
                ping_interval=None,
                open_timeout=PATIENCE_S,
                proxy=None,
            )
            await socket.recv()  # ready
            return Person(names[number], socket)

    return list(await asyncio.gather(*map(one, range(len(cookies)))))
