"""HTTP without Django's middleware, for answers that last: who is calling, and how refusals look."""

from __future__ import annotations

import io
from typing import Any

import orjson
from django.core.handlers.asgi import ASGIRequest
from ninja.utils import check_csrf

from happychat.auth import Caller, bearer_token, session_key
from happychat.commands import rates
from happychat.commands.errors import HTTP_STATUS, CommandError, Forbidden, Rate, SignedOut, TooLong, WrongMethod
from happychat.commands.execute import bot_behind, caller_behind

MAX_BODY = 64 * 1024
HEADERS = [(b"cache-control", b"no-store, private"), (b"x-content-type-options", b"nosniff")]


async def caller_in(scope: dict[str, Any]) -> Caller:
    """Return who is calling; SignedOut for nobody."""
    authorization = authorization_in(scope)
    has_token = bearer_token(authorization) is not None
    caller = await (bot_behind(authorization) if has_token else caller_behind(session_key(scope["headers"])))
    if caller is None:
        raise SignedOut
    return caller


def authorization_in(scope: dict[str, Any]) -> str:
    """Return the Authorization header; nothing where there is none."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"), "")


async def body_of(scope: dict[str, Any], receive: Any) -> bytes:
    """Return the whole body; TooLong over 64 KiB, however it was announced."""
    body = b""
    while True:
        event: dict[str, Any] = await receive()
        if event["type"] == "http.disconnect":
            return body
        part: bytes = event.get("body", b"")
        body += part
        if len(body) > MAX_BODY:
            raise TooLong("A frame is at most 64 KiB.")
        if not event.get("more_body"):
            return body


def refuse_flood(caller: Caller, frame: dict[str, Any]) -> None:
    """Raise Rate, which is 429, instead of answering `rate` once more to who floods."""
    error = frame.get("error", {})
    if error.get("code") == Rate.code and rates.floods(caller.user):
        raise Rate(error["retry_ms"])


def refuse_cross_site(scope: dict[str, Any], body: bytes) -> None:
    """Raise Forbidden unless the CSRF token and the Origin are the site's own; Django's own check.

    A page of another site can make a browser send its cookie, never a service token.
    """
    if bearer_token(authorization_in(scope)) is None and check_csrf(ASGIRequest(scope, io.BytesIO(body))):
        message = "Send the csrftoken cookie's value as X-CSRFToken, from the site's own pages."
        raise Forbidden("csrf", message)


async def answer(
    send: Any, status: int, data: dict[str, Any], headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    """Send one JSON answer."""
    body = orjson.dumps(data)
    kind = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *HEADERS, *(headers or [])]})
    await send({"type": "http.response.body", "body": body})


async def refuse_method(send: Any, allowed: str) -> None:
    """Send the refusal of a method that an address does not take."""
    await answer(send, 405, {"error": WrongMethod(allowed).as_error()}, [(b"allow", allowed.encode())])


async def refuse(send: Any, error: CommandError) -> None:
    """Send a refusal with its status."""
    status = 401 if isinstance(error, SignedOut) else HTTP_STATUS[error.code]
    wait = error.details.get("retry_ms")
    retry = [(b"retry-after", b"%d" % -(-wait // 1000))] if wait else []
    await answer(send, status, {"error": error.as_error()}, retry)
