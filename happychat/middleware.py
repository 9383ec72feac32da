"""What every answer of ours has in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from happychat.commands.errors import HTTP_STATUS, Bad, CommandError, Internal, NotFound, TooLong, WrongMethod

KINDS: dict[int, type[CommandError]] = {HTTP_STATUS[kind.code]: kind for kind in (Internal, NotFound, TooLong)}

Next = Callable[[HttpRequest], HttpResponse] | Callable[[HttpRequest], Awaitable[HttpResponse]]


def _after(change: Callable[[HttpRequest, HttpResponse], HttpResponse]) -> Any:
    """Return the middleware that changes answers on their way out."""

    @sync_and_async_middleware
    def middleware(get_response: Next) -> Next:
        if iscoroutinefunction(get_response):

            async def asynchronous(request: HttpRequest) -> HttpResponse:
                return change(request, await get_response(request))

            return asynchronous

        def synchronous(request: HttpRequest) -> HttpResponse:
            return change(request, get_response(request))  # type: ignore[arg-type]

        return synchronous

    return middleware


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store, private"
    return response


def _as_error_object(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    if response.status_code >= 400 and not is_json and request.path.startswith("/api/"):
        response.content = JsonResponse({"error": _error_of(response).as_error()}).content
        response["Content-Type"], response["Content-Length"] = "application/json", str(len(response.content))
    return response


def _error_of(response: HttpResponse) -> CommandError:
    if response.status_code == 405:
        return WrongMethod(response.headers["Allow"])
    return KINDS.get(response.status_code, Bad)()


# Named like the classes they stand for.
PrivateByDefault = _after(_private)  # out of every shared cache unless a view says otherwise
ErrorObjects = _after(_as_error_object)  # what Django or the framework refuses under /api/, in the protocol's words
