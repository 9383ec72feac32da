"""GET /api/v1/events: the socket's frames as server-sent events, for places where sockets are blocked."""

from __future__ import annotations

import asyncio
import random
from typing import Any
from urllib.parse import parse_qs

import orjson

from chat.outgoing import PlainOutgoing, Send
from chat.plain_http import HEADERS, caller_in, refuse, refuse_method
from chat.subscriptions import Subscription
from happychat.brakes import brakes_under
from happychat.commands import rates
from happychat.commands.errors import CommandError, Rate
from happychat.frames import Frame

PROTOCOL = "1"
PING_S, PING_JITTER_S = 25, 5
CLOSE_TIMEOUT_S = 5
WRONG_VERSION = 4426
STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),  # a proxy that collects the answer first would keep it for ever
]


class EventOutgoing(PlainOutgoing):
    """Send frames as events of an answer that does not end."""

    def _message(self, frame: Frame) -> dict[str, Any]:
        return {"type": "http.response.body", "body": b"data: " + frame.data + b"\n\n", "more_body": True}

    def _last_message(self, code: int) -> dict[str, Any]:
        last = orjson.dumps({"type": "close", "code": code})
        return {"type": "http.response.body", "body": b"data: " + last + b"\n\n", "more_body": False}


async def events(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """Serve one stream of events until either side ends it."""
    if scope["method"] != "GET":
        await refuse_method(send, "GET")
        return
    try:
        caller = await caller_in(scope)
        if wait := rates.take(caller.user, "fetch"):
            raise Rate(wait)
    except CommandError as error:
        await refuse(send, error)
        return
    await send({"type": "http.response.start", "status": 200, "headers": [*STREAM, *HEADERS]})
    outgoing = EventOutgoing(send, brakes_under(send))
    if parse_qs(scope["query_string"].decode("latin-1")).get("v") != [PROTOCOL]:
        await outgoing.end(WRONG_VERSION, within=CLOSE_TIMEOUT_S)
        return
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def end(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    subscription = Subscription(caller, outgoing, end)
    await subscription.begin()
    await _serve(subscription, outgoing, receive, ended)


async def _serve(subscription: Subscription, outgoing: EventOutgoing, receive: Any, ended: asyncio.Future[int]) -> None:
    loop = asyncio.get_running_loop()
    gone, heart = loop.create_task(_gone(receive)), loop.create_task(_beat(outgoing))
    try:
        await asyncio.wait((ended, gone, heart), return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        heart.cancel()
        subscription.leave()
    if ended.done():
        await outgoing.end(ended.result(), within=CLOSE_TIMEOUT_S)


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _beat(outgoing: EventOutgoing) -> None:
    while not outgoing.closed:
        await asyncio.sleep(random.uniform(PING_S - PING_JITTER_S, PING_S + PING_JITTER_S))  # noqa: S311
        outgoing.frame(Frame(b'{"type":"ping"}'))
