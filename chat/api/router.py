"""The API object: who is calling, and how refusals look."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from happychat import __version__
from happychat.auth import Caller, bearer_token, caller_of, callers_by_token, session_of, token_digest
from happychat.bodies import is_want_of_room
from happychat.commands import rates
from happychat.commands.errors import HTTP_STATUS, Bad, Busy, CommandError, Internal, Rate, SignedOut, TooLong
from happychat.commands.execute import bot_behind, caller_behind

log = logging.getLogger(__name__)


class SessionCookie(APIKeyCookie):
    """Sign-in by the session cookie; POSTs need the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    async def __call__(self, request: HttpRequest) -> Caller | None:
        """Return who is calling; None answers 401. Where a token comes along, no cookie counts."""
        if bearer_token(request.headers.get("Authorization", "")) is not None:
            return None
        caller = await caller_behind(session_of(request))
        if caller is not None and check_csrf(request):
            raise HttpError(403, "csrf")
        return _within_limits(request, caller)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Return who the cookie belongs to."""
        return caller_of(key)


class ServiceToken(HttpBearer):
    """Sign-in of a bot by its token; no cookie, so no CSRF token either."""

    async def __call__(self, request: HttpRequest) -> Caller | None:
        """Return which bot is calling; None answers 401."""
        return _within_limits(request, await bot_behind(request.headers.get("Authorization", "")))

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return whom the token belongs to."""
        return callers_by_token([token_digest(token)]).get(token_digest(token))


def _within_limits(request: HttpRequest, caller: Caller | None) -> Caller | None:
    if caller is not None and request.method == "GET" and (wait := rates.take(caller.user, "fetch")):
        raise Rate(wait)
    return caller


api = NinjaAPI(
    title="Happy Chat",
    version=__version__,
    description="The client protocol, version 1, over HTTP. Frames, rows and commands: docs/protocol.md.",
    auth=[ServiceToken(), SessionCookie()],
    docs_url="docs",
    urls_namespace="api",
)


def caller_in(request: HttpRequest) -> Caller:
    """Return who is calling, as the sign-in check found."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def error_response(request: HttpRequest, error: CommandError) -> HttpResponse:
    """Return the HTTP answer of a refusal."""
    status = 401 if isinstance(error, SignedOut) else HTTP_STATUS[error.code]
    response = api.create_response(request, {"error": error.as_error()}, status=status)
    if "retry_ms" in error.details:
        response["Retry-After"] = str(-(-error.details["retry_ms"] // 1000))
    return response


@api.exception_handler(CommandError)
def refused(request: HttpRequest, error: CommandError) -> HttpResponse:
    """Answer a refusal of ours."""
    return error_response(request, error)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer parameters that have not the form they should have."""
    first: dict[str, Any] = error.errors[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return error_response(request, Bad(f"{where}: {first['msg']}"))


@api.exception_handler(AuthenticationError)
def no_session(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer who is not signed in."""
    return api.create_response(request, {"error": SignedOut().as_error()}, status=401)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a refusal of the framework: a missing CSRF token, a body that is not JSON."""
    if error.status_code == 403:
        message = "Send the csrftoken cookie's value as X-CSRFToken, from the site's own pages."
        refusal = {"code": "forbidden", "message": message, "final": True, "reason": "csrf"}
        return api.create_response(request, {"error": refusal}, status=403)
    return error_response(request, Bad(str(error)))


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Answer a body over its limit."""
    return error_response(request, TooLong("The request is too large."))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a body that cannot be taken apart."""
    return error_response(request, Bad("The body of this request cannot be read."))


@api.exception_handler(OperationalError)
@api.exception_handler(OSError)
def could_not_take(request: HttpRequest, error: OperationalError | OSError) -> HttpResponse:
    """Answer what the database or the disk could not take now."""
    if isinstance(error, OSError) and not is_want_of_room(error):
        return broken(request, error)
    log.error("an API call could not be carried out: %s: %s", request.path, error)
    return error_response(request, Busy())


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a fault of ours; the log has the rest."""
    log.error("an API call failed: %s", request.path, exc_info=error)
    return error_response(request, Internal())
