"""A socket that is read by hand: nothing of it, a byte a second, or, when its reader wakes up, everything."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import socket
from typing import Self

from websockets.client import ClientProtocol
from websockets.frames import Frame as Message
from websockets.frames import Opcode
from websockets.typing import Origin
from websockets.uri import parse_uri

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.frames import Frame, read_frame
from tests.blackbox.support.replica import Replica

# What the kernels keep for who does not read, on either side: as little as they let us say.
RECEIVE_BUFFER = 4096
SEGMENT = 536
CHUNK = 65536
ANSWER_SECONDS = 60.0
ALIVE_EVERY_S = 10


class Reader:
    """One person's socket, of which as many bytes are taken as somebody asks for."""

    def __init__(self, browser: Browser) -> None:
        self.replica = Replica()
        self.ready: Frame = {}
        self.heads: list[Frame] = []
        self._dozing: asyncio.Task[None] | None = None
        self._ids = itertools.count(1)
        self._replies: dict[int, Frame] = {}
        self._server = browser.server
        self._cookies = browser.cookie_header
        address = parse_uri(f"ws://127.0.0.1:{self._server.port}/ws/?v=1")
        self._protocol = ClientProtocol(address, origin=Origin(self._server.origin), max_size=None)
        self._line = socket.socket()
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        self._line.setblocking(False)

    async def open(self) -> Self:
        """Connect, and read up to `ready`."""
        await asyncio.get_running_loop().sock_connect(self._line, ("127.0.0.1", self._server.port))
        request = self._protocol.connect()
        request.headers["Cookie"] = self._cookies
        self._protocol.send_request(request)
        await self._flush()
        while not self.ready:
            if not await self.sip(CHUNK):
                raise ConnectionError(f"not greeted: {self._protocol.handshake_exc or self._protocol.close_code}")
        return self

    async def sip(self, most: int) -> int:
        """Take so many bytes at most; return how many there were, 0 at the end."""
        data = await asyncio.get_running_loop().sock_recv(self._line, most)
        self._protocol.receive_data(data) if data else self._protocol.receive_eof()
        for message in self._protocol.events_received():
            if isinstance(message, Message) and message.opcode is Opcode.TEXT:
                self._take(read_frame(bytes(message.data).decode()))
        await self._flush()
        return len(data)

    def doze(self, *, sips: bool) -> None:
        """Read nothing from now on, or a byte a second, until woken up."""
        self._dozing = asyncio.create_task(self._doze(sips=sips))

    async def wake(self) -> None:
        """Read again."""
        if self._dozing is not None:
            self._dozing.cancel()
            await asyncio.wait([self._dozing])

    async def say(self, text: str) -> None:
        """Send a frame, whoever reads the answer."""
        self._protocol.send_text(text.encode())
        await self._flush()

    async def command(self, name: str, **arguments: object) -> Frame:
        """Give a command, read up to its reply and return `ok`."""
        number = next(self._ids)
        await self.say(json.dumps({"id": number, "command": name, **arguments}, ensure_ascii=False))
        while number not in self._replies:
            assert await self.sip(CHUNK), "the server has hung up"
        reply = self._replies.pop(number)
        return dict(reply["ok"])

    async def send(self, stream: str, body: str) -> Frame:
        """Send a message and wait until it is acknowledged."""
        return await self.command("message.send", stream=stream, client_id=secrets.token_urlsafe(16), body=body)

    async def catch_up(self, *streams: str) -> None:
        """Read what is there and sync streams until there is no more."""
        async with asyncio.timeout(ANSWER_SECONDS):
            for stream in streams:
                more = True
                while more:
                    have = self.replica.streams[stream].version
                    reply = await self.command("sync", have={stream: have})
                    for answer in reply["streams"]:
                        self.replica.answer(answer, have)
                    more = reply["more"]

    def close(self) -> None:
        """Hang up."""
        if self._dozing is not None:
            self._dozing.cancel()
        self._line.close()

    async def _doze(self, *, sips: bool) -> None:
        for second in itertools.count():
            if second % ALIVE_EVERY_S == 0:
                await self.say('{"type":"pong"}')
            if sips:
                await self.sip(1)
            await asyncio.sleep(1)

    def _take(self, frame: Frame) -> None:
        if "id" in frame:
            self._replies[frame["id"]] = frame
        elif frame["type"] == "ready":
            self.ready = frame
            self.replica.ready(frame)
        else:
            self.replica.push(frame)
            if frame["type"] == "head":
                self.heads.append(frame)

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            await asyncio.get_running_loop().sock_sendall(self._line, data)
