"""POST command and sync: the frames of the socket over HTTP."""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict

from chat.api.answers import answers
from chat.api.router import api, caller_in
from chat.plain_http import refuse_flood
from chat.polling import SyncOverHttp, reply_to
from happychat.commands.errors import Bad, NotFound, SignedOut, TooLong
from happychat.commands.execute import Request, perform, read_frame

MAX_FRAME = 64 * 1024


class AnyCommand(BaseModel):
    """A command by its name, and its arguments."""

    model_config = ConfigDict(extra="allow")

    id: int | None = None
    command: str


def takes(shape: type[BaseModel]) -> dict[str, Any]:
    """Return what OpenAPI says of a body that the route reads itself."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": shape.model_json_schema()}}}}


EVENTS = {"responses": {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}}


@api.post("/command", response=answers(dict[str, Any]), summary="Carry out a command", openapi_extra=takes(AnyCommand))
async def command(request: HttpRequest) -> dict[str, Any]:
    """Take the object a socket takes as a frame; `id` may be absent. 200 for every ok and error."""
    return await _answer(request, read_frame(_body(request), id_needed=False))


@api.post("/sync", response=answers(dict[str, Any]), summary="Catch up", openapi_extra=takes(SyncOverHttp))
async def sync(request: HttpRequest) -> dict[str, Any]:
    """Take the arguments of the command `sync`; answer `{"ok": …}` or `{"error": …}`; with `wait`, when there is news.

    A server of ours answers it beside Django (happychat.asgi), by the same function.
    """
    return await reply_to(caller_in(request), _body(request))


@api.get("/events", response=answers(str), summary="The socket's frames as they come", openapi_extra=EVENTS)
async def events(request: HttpRequest, v: Literal[1]) -> str:
    """Send `ready`, then the socket's frames as `data:` of server-sent events.

    Answered beside Django (happychat.asgi); a server that only has Django has no events: let `sync` wait there.
    """
    raise NotFound


async def _answer(request: HttpRequest, wanted: Request) -> dict[str, Any]:
    frame = await perform(caller_in(request), wanted)
    if frame.get("error", {}).get("reason") == "session":
        raise SignedOut
    refuse_flood(caller_in(request), frame)
    if not wanted.id:
        del frame["id"]
    return frame


def _body(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise Bad("Send application/json.")
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise TooLong("A frame is at most 64 KiB.") from error
    if len(body) > MAX_FRAME:
        raise TooLong("A frame is at most 64 KiB.")
    return body
