"""POST command and sync: the frames of the socket over HTTP."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from chat.api.answers import answers
from chat.api.router import api, caller_in
from chat.commands import Sync
from happychat.commands.errors import Bad, SignedOut, TooLong
from happychat.commands.execute import Request, perform, read_frame, read_object

MAX_FRAME = 64 * 1024


def takes(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what OpenAPI says of a body that the route reads itself."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


COMMAND = {"type": "object", "required": ["command"], "properties": {"command": {"type": "string"}}}


@api.post("/command", response=answers(dict[str, Any]), summary="Carry out a command", openapi_extra=takes(COMMAND))
async def command(request: HttpRequest) -> dict[str, Any]:
    """Take the object a socket takes as a frame; `id` may be absent. 200 for every ok and error."""
    return await _answer(request, read_frame(_body(request), id_needed=False))


@api.post("/sync", response=answers(dict[str, Any]), summary="Catch up", openapi_extra=takes(Sync.model_json_schema()))
async def sync(request: HttpRequest) -> dict[str, Any]:
    """Take the arguments of the command `sync`; answer `{"ok": …}` or `{"error": …}`."""
    return await _answer(request, _sync(_body(request)))


async def _answer(request: HttpRequest, wanted: Request) -> dict[str, Any]:
    frame = await perform(caller_in(request), wanted)
    if frame.get("error", {}).get("reason") == "session":
        raise SignedOut
    if not wanted.id:
        del frame["id"]
    return frame


def _sync(body: bytes) -> Request:
    try:
        arguments = orjson.loads(body)
    except orjson.JSONDecodeError:
        return read_frame(body)
    if not isinstance(arguments, dict) or {"command", "id"} & arguments.keys():
        return Request(0, None, error=Bad("`sync` takes its arguments only."))
    return read_object({**arguments, "command": "sync"}, id_needed=False)


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
