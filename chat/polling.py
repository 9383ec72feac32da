"""POST /api/v1/sync: catching up over HTTP, and waiting for something to catch up with."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import orjson
from pydantic import Field, ValidationError

from chat.arguments.conversations import Sync
from chat.greeting import Greeting, greeting_of
from chat.outgoing import Outgoing
from chat.plain_http import answer, body_of, caller_in, refuse, refuse_cross_site, refuse_flood, refuse_method
from chat.presence.attendance import attendance
from chat.subscriptions import Subscription
from happychat.auth import Caller
from happychat.commands.errors import Bad, CommandError, SignedOut
from happychat.commands.execute import Request, perform, refusal_of
from happychat.commands.registry import commands
from happychat.commands.schema import Id, Version
from happychat.frames import Frame

MAX_WAIT_S = 25


class SyncOverHttp(Sync):
    """`sync`, and how long to wait for something to say; `heads` is what an earlier answer told of other streams."""

    wait: Annotated[int, Field(ge=0, le=MAX_WAIT_S)] | None = None
    heads: Annotated[dict[Id, Version], Field(max_length=10_000)] | None = None


class Bell(Outgoing):
    """Send nothing, but ring when there would be something to send."""

    def __init__(self) -> None:
        super().__init__()
        self.rung = asyncio.Event()

    @property
    def free(self) -> bool:
        """Always: it only rings."""
        return True

    def _write(self, frame: Frame) -> None:
        if not (frame.is_signal or frame.is_ready):
            self.rung.set()

    async def end(self, code: int, *, within: float) -> None:
        """Ring."""
        self.rung.set()


async def sync(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve one `POST sync`."""
    if scope["method"] != "POST":
        await refuse_method(send, "POST")
        return
    try:
        caller = await caller_in(scope)
        body = await body_of(scope, receive)
        refuse_cross_site(scope, body)
        await answer(send, 200, await reply_to(caller, body))
    except CommandError as error:
        await refuse(send, error)


async def reply_to(caller: Caller, body: bytes) -> dict[str, Any]:
    """Return `{"ok": …}` or `{"error": …}` for the arguments in a body; SignedOut where the session has ended."""
    try:
        wanted = SyncOverHttp.model_validate(_parsed(body))
    except (CommandError, ValidationError) as error:
        return {"error": (refusal_of(error) if isinstance(error, ValidationError) else error).as_error()}
    frame = await (_waited(caller, wanted) if wanted.wait is not None else _asked(caller, wanted))
    if frame.get("error", {}).get("reason") == "session":
        raise SignedOut
    refuse_flood(caller, frame)
    return frame


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Bad("This is not JSON in UTF-8.") from error


async def _asked(caller: Caller, wanted: SyncOverHttp) -> dict[str, Any]:
    arguments = Sync(have=wanted.have, limit=wanted.limit)
    frame = await perform(caller, Request(0, commands["sync"], arguments))
    del frame["id"]
    return frame


async def _waited(caller: Caller, wanted: SyncOverHttp) -> dict[str, Any]:
    """Answer as soon as there is something to say, or the time is over; listening begins before looking."""
    bell = Bell()
    subscription = Subscription(caller, bell, lambda code: bell.rung.set())
    greeting = await subscription.begin()
    try:
        frame = _with(await _asked(caller, wanted), _ahead(greeting, wanted))
        if "error" in frame or frame["ok"]["streams"] or "heads" in frame["ok"]:
            return frame
        await _rung(bell, wanted.wait or 0)
    finally:
        attendance.polled(caller.user)
        subscription.leave()
    greeting = await greeting_of(caller)
    return _with(await _asked(caller, wanted), _ahead(greeting, wanted))


async def _rung(bell: Bell, within: float) -> None:
    try:
        async with asyncio.timeout(within):
            await bell.rung.wait()
    except TimeoutError:
        pass


def _ahead(greeting: Greeting, wanted: SyncOverHttp) -> dict[str, list[int]]:
    """Return the heads of my streams outside `have` that are above what the client knows of them."""
    known = wanted.heads or {}
    return {
        name: head for name, head in greeting.heads.items() if name not in wanted.have and head[0] > known.get(name, 0)
    }


def _with(frame: dict[str, Any], heads: dict[str, list[int]]) -> dict[str, Any]:
    if heads and "ok" in frame:
        frame["ok"]["heads"] = heads
    return frame
