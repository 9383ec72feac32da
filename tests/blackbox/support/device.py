"""A client as the protocol describes it: one socket that comes back, a replica and an outbox."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Origin

from .browser import Browser
from .frames import Frame, read_frame
from .outbox import Outbox, Unsent
from .replica import ME, Replica

GAP_SECONDS = 0.3
READY_SECONDS = 8.0
SILENCE_SECONDS = 40.0  # without a frame of the server: the line is dead
REPLY_SECONDS = 15.0
SETTLE_SECONDS = 30.0


class Device:
    """One window of one person: reconnects for ever, sends its outbox in order, holds what it was told."""

    def __init__(self, browser: Browser, *, port: int | None = None, chance: random.Random | None = None) -> None:
        self.server = browser.server
        self.cookies = browser.cookie_header
        self.port = port or self.server.port
        self.chance = chance or random.Random()
        self.silence_seconds = SILENCE_SECONDS
        self.replica = Replica()
        self.outboxes: dict[str, Outbox] = {}
        self.acknowledged: dict[str, tuple[str, int]] = {}  # client_id: (stream, seq), as `ok` said it
        self.refused: dict[str, str] = {}
        self.sent: dict[str, Unsent] = {}
        self.counts: Counter[str] = Counter()
        self.signals: list[Frame] = []
        self.limits: Frame = {}
        self._ids = itertools.count(1)
        self._replies: dict[int, asyncio.Future[Frame]] = {}
        self._rows_seen: set[str] = set()
        self._socket: ClientConnection | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._stay_connected())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            if not self._task.cancelled() and self._task.exception():
                raise self._task.exception()  # type: ignore[misc]

    # What a test does with it

    def say(self, stream: str, body: str) -> str:
        """Put a message into the outbox; return its `client_id`."""
        unsent = Unsent(stream, body)
        self.sent[unsent.client_id] = unsent
        self.outboxes.setdefault(stream, Outbox()).put(unsent)
        self._changed.set()
        return unsent.client_id

    async def command(self, name: str, **arguments: Any) -> Frame:
        """Give a command on the present connection and return the whole reply."""
        socket = self._socket
        if socket is None:
            raise ConnectionError("not connected")
        number = next(self._ids)
        reply = self._replies[number] = asyncio.get_running_loop().create_future()
        try:
            await socket.send(json.dumps({"id": number, "command": name, **arguments}, ensure_ascii=False))
            return await asyncio.wait_for(reply, REPLY_SECONDS)
        finally:
            self._replies.pop(number, None)

    async def until(self, true: Callable[[Self], bool], seconds: float = SETTLE_SECONDS) -> None:
        """Wait until something is true of this device."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not true(self):
            self._fail_early()
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"not so after {seconds} s: {self.summary()}")
            await asyncio.sleep(0.01)

    async def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until everything is sent and nothing is behind."""
        await self.until(lambda device: device.is_settled, seconds)

    async def holds(self, stream: str, version: int) -> None:
        """Wait until this device has a stream up to a version."""
        await self.until(lambda device: device.replica.streams[stream].version >= version)

    @property
    def is_settled(self) -> bool:
        """Tell whether the outbox is empty and no stream waits for the server."""
        behind = any(stream.is_behind for stream in self.replica.streams.values())
        return self._socket is not None and not any(self.outboxes.values()) and not behind

    def cut(self) -> None:
        """Drop the TCP connection without a word."""
        if self._socket is not None:
            self._socket.transport.abort()

    def summary(self) -> str:
        """Say in one line how it stands."""
        versions = {name: (stream.version, stream.told) for name, stream in self.replica.streams.items()}
        waiting = sum(map(len, self.outboxes.values()))
        return f"unsent {waiting}, connected {self._socket is not None}, {versions}, {dict(self.counts)}"

    # Connection

    async def _stay_connected(self) -> None:
        while True:
            try:
                await self._connect_once()
            except* (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError, EOFError):
                self.counts["disconnects"] += 1
            finally:
                self._forget_connection()
            await asyncio.sleep(self.chance.uniform(0.02, 0.2))

    async def _connect_once(self) -> None:
        opening = connect(
            f"ws://127.0.0.1:{self.server.port}/ws/?v=1",
            origin=Origin(self.server.origin),
            additional_headers={"Cookie": self.cookies},
            host="127.0.0.1",
            port=self.port,
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=READY_SECONDS,
            close_timeout=0.5,
            proxy=None,
        )
        async with opening as socket, asyncio.TaskGroup() as tasks:
            ready = read_frame(await asyncio.wait_for(socket.recv(), READY_SECONDS))
            assert ready["type"] == "ready", ready
            self.limits = ready["limits"]
            self.replica.ready(ready)
            self._socket = socket
            tasks.create_task(self._read(socket))
            tasks.create_task(self._catch_up_and_send(tasks))

    def _forget_connection(self) -> None:
        self._socket = None
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(ConnectionError("cut"))
                reply.exception()  # nobody may be waiting any more
        self._replies.clear()

    def _fail_early(self) -> None:
        if self._task is not None and self._task.done():
            self._task.result()

    async def _read(self, socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(self.silence_seconds):
                frame = read_frame(await socket.recv())
            if "id" in frame:
                self._settle_reply(frame)
            elif frame["type"] == "ping":
                await socket.send('{"type":"pong"}')
            elif frame["type"] == "signal":
                self.signals.append(frame)
            else:
                self.replica.push(frame)
                self._note_own_rows(frame)
                self._changed.set()

    def _settle_reply(self, frame: Frame) -> None:
        reply = self._replies.get(frame["id"])
        if reply is not None and not reply.done():
            reply.set_result(frame)

    def _note_own_rows(self, frame: Frame) -> None:
        for row in frame.get("rows", ()):
            if row.get("author") == self.replica.user and "client_id" in row:
                self._rows_seen.add(row["client_id"])

    # Catching up

    async def _catch_up_and_send(self, tasks: asyncio.TaskGroup) -> None:
        await self._sync(ME)
        sending: set[str] = set()
        while True:
            self._changed.clear()
            for stream in self.outboxes.keys() - sending:
                sending.add(stream)
                tasks.create_task(self._flush(self.outboxes[stream]))
            await self._catch_up()
            await self._changed.wait()

    async def _catch_up(self) -> None:
        behind = [name for name, stream in self.replica.streams.items() if stream.is_behind]
        if any(self.replica.streams[name].version and self.replica.streams[name].held_back for name in behind):
            await asyncio.sleep(GAP_SECONDS)  # what is missing may be on its way
        for name in sorted(behind, key=lambda name: name != ME):
            if name in self.replica.streams and self.replica.streams[name].is_behind:
                await self._sync(name)

    async def _sync(self, name: str) -> None:
        more = True
        while more:
            have = self.replica.streams[name].version
            reply = await self.command("sync", have={name: have})
            self.counts["syncs"] += 1
            if "error" in reply:
                await self._wait_as_told(reply["error"])
            else:
                for answer in reply["ok"]["streams"]:
                    self.replica.answer(answer, have)
                    self._note_own_rows(answer)
                more = bool(reply["ok"]["more"])
        stream = self.replica.streams.get(name)
        assert stream is None or stream.told <= stream.version, f"sync left {name} behind: {self.summary()}"
        self._changed.set()

    async def _wait_as_told(self, error: Frame) -> None:
        assert not error["final"], error
        self.counts[error["code"]] += 1
        await asyncio.sleep(error.get("retry_ms", 500) / 1000 + self.chance.uniform(0.05, 0.5))

    # Sending

    async def _flush(self, outbox: Outbox) -> None:
        """Send what waits for a conversation: oldest first, one at a time."""
        while True:
            unsent = await outbox.first()
            if unsent.attempts and unsent.client_id in self._rows_seen:
                self.counts["acknowledged by a row"] += 1
                outbox.done()
            elif await self._is_settled_by_sending(unsent):
                outbox.done()

    async def _is_settled_by_sending(self, unsent: Unsent) -> bool:
        self.counts["resends"] += bool(unsent.attempts)
        unsent.attempts += 1
        message = {"stream": unsent.stream, "client_id": unsent.client_id, "body": unsent.body}
        reply = await self.command("message.send", **message)
        if "ok" in reply:
            self._acknowledge(unsent, reply["ok"])
        elif reply["error"]["final"]:
            self.refused[unsent.client_id] = reply["error"]["code"]
        else:
            await self._wait_as_told(reply["error"])
        return "ok" in reply or bool(reply["error"]["final"])

    def _acknowledge(self, unsent: Unsent, ok: Frame) -> None:
        assert ok["stream"] == unsent.stream, ok
        self.counts["duplicates"] += bool(ok.get("duplicate"))
        assert not ok.get("duplicate") or unsent.attempts > 1, "the server calls a first attempt a duplicate"
        self.acknowledged[unsent.client_id] = (ok["stream"], ok["seq"])
