"""The socket: frames in, frames out; no query and no rule of the chat is here."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import Any
from urllib.parse import parse_qs

import orjson
from channels.consumer import AsyncConsumer

from chat.connections import NOT_TEXT, Lane, Patience, encoded_reply
from chat.outgoing import LineOutgoing, PlainOutgoing
from chat.subscriptions import Subscription
from happychat.auth import session_key
from happychat.brakes import brakes_under
from happychat.commands import rates
from happychat.commands.errors import Rate, SignedOut
from happychat.commands.execute import Request, caller_behind, read_frame
from happychat.frames import Frame
from happychat.health import is_closed
from happychat.line import line_in
from happychat.origins import origin_allowed

log = logging.getLogger(__name__)
PROTOCOL = "1"
MAX_FRAME = 64 * 1024
PING_S, PING_JITTER_S = 25, 5
SILENCE_S = 60
CLOSE_TIMEOUT_S = 5
FLOODER_WAITS_S = 5.0  # at the door: who is put out and comes back at once would cost more than what they say
PING = Frame(b'{"type":"ping"}')

BROKEN = 1011
ABUSE, NO_SESSION, SILENT, RESTARTING, TOO_LARGE, WRONG_VERSION, FLOODING = 4400, 4401, 4408, 4412, 4413, 4426, 4429


class ChatConsumer(AsyncConsumer):
    """One socket of one person.

    Channels' own `__call__` and `dispatch` hop to a thread before every event; this loop is one task that reads, and
    deliveries reach the subscription by direct call.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket until either side closes it."""
        self._send = send
        self._task = asyncio.current_task()
        self._ending: asyncio.Task[None] | None = None
        self._heard = time.monotonic()
        await receive()
        if not origin_allowed(scope):
            await send({"type": "websocket.close", "code": 1008})  # before accept: HTTP 403, no upgrade
            return
        await send({"type": "websocket.accept"})
        try:
            await self._live(scope, receive)
        except asyncio.CancelledError:
            if self._ending is None:  # not by `end`: the server goes down
                raise

    async def _live(self, scope: dict[str, Any], receive: Any) -> None:
        """Greet, then take what comes until either side ends it."""
        try:
            refusal = await self._enter(scope)
        except Exception:
            log.exception("a socket could not be greeted")
            refusal = BROKEN
        if refusal:
            await self._send({"type": "websocket.close", "code": refusal})
            return
        heart = asyncio.get_running_loop().create_task(self._beat())
        try:
            await self._read(receive)
        finally:
            heart.cancel()
            self._subscription.leave()

    async def _enter(self, scope: dict[str, Any]) -> int:
        """Sign in, join the audiences, then read the heads, then say ready; return 0, or the code to close with."""
        if parse_qs(scope.get("query_string", b"").decode("latin-1")).get("v") != [PROTOCOL]:
            return WRONG_VERSION
        if is_closed():
            return RESTARTING
        caller = await caller_behind(session_key(scope["headers"]))
        if caller is None:
            return NO_SESSION
        if rates.is_flooding(caller.user):
            await asyncio.sleep(FLOODER_WAITS_S)
            return FLOODING
        self._line, brakes, self._patience = line_in(scope), brakes_under(self._send), Patience()
        if self._line is not None:
            self._line.forget_handshake()
        else:
            scope["headers"] = []  # those of thousands of idle sockets are a lot of memory
        self._below = self._line or brakes  # what can be told to read no more
        self._outgoing = LineOutgoing(self._line, self._send) if self._line else PlainOutgoing(self._send, brakes)
        self._lane = Lane(caller, self._answer, lambda: self._outgoing.stalled)
        self._outgoing.on_room = self._lane.go_on
        self._subscription = Subscription(caller, self._outgoing, self.end)
        await self._subscription.begin()
        return 0

    async def _read(self, receive: Any) -> None:
        """Take what comes until the socket ends; on our own server class by direct call instead of `receive`."""
        if self._below is not None:
            self._lane.on_room = self._below.go_on
        if self._line is not None:
            self._line.receiver = self._take_within_bounds
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            self._take_within_bounds(event.get("text"))
            await self._lane.room()

    def _take_within_bounds(self, text: str | None) -> None:
        self._take(text)
        if self._lane.full and self._below is not None:
            self._below.hold()

    def _take(self, text: str | None) -> None:
        self._heard = time.monotonic()
        if text is None:
            self._serve(NOT_TEXT, 0)
        elif len(text) > MAX_FRAME or (not text.isascii() and len(text.encode()) > MAX_FRAME):
            self.end(TOO_LARGE)
        else:
            request = read_frame(text)
            if not (request.malformed and _is_pong(text)):
                self._serve(request, len(text))

    def _serve(self, request: Request, size: int) -> None:
        if self._ending is not None:
            return
        if self._patience.is_exhausted_by(request):
            self._answer(request.id, request.error)
            self.end(ABUSE)
        else:
            self._lane.take(request, size)

    def _answer(self, number: int, reply: Any) -> None:
        if isinstance(reply, SignedOut):
            self.end(NO_SESSION)
        elif reply is not None:
            self._outgoing.frame(encoded_reply(number, reply))
            if isinstance(reply, Rate) and rates.floods(self._subscription.user):
                self.end(FLOODING)

    def end(self, code: int) -> None:
        """Close the socket with a code: it hears and is heard no more from now on, whatever the peer does."""
        if self._ending is None:
            self._subscription.leave()
            self._ending = asyncio.get_running_loop().create_task(self._close(code))

    async def _beat(self) -> None:
        next_ping = _next_ping()
        while (silence := time.monotonic() - self._heard) < SILENCE_S:
            await asyncio.sleep(min(next_ping - time.monotonic(), SILENCE_S - silence))
            if time.monotonic() >= next_ping:
                self._outgoing.frame(PING)
                next_ping = _next_ping()
        self.end(SILENT)

    async def _close(self, code: int) -> None:
        await self._outgoing.end(code, within=CLOSE_TIMEOUT_S)
        if self._task is not None:
            self._task.cancel()


def _next_ping() -> float:
    return time.monotonic() + random.uniform(PING_S - PING_JITTER_S, PING_S + PING_JITTER_S)  # noqa: S311


def _is_pong(text: str) -> bool:
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return isinstance(data, dict) and data == {"type": "pong"}
