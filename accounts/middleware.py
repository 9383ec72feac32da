"""Which language a request is answered in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import sync_and_async_middleware

# Nothing under these is read by a person: the person is not looked up for the sake of a language.
MACHINES = ("/api/", "/ws/", "/hooks/", "/static/", "/faces/")


@sync_and_async_middleware
def PreferredLocale(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:  # noqa: N802
    """Answer in the person's language, else the cookie's, else the browser's.

    Runs before the authentication middleware, so it asks for the person itself; the answer is kept on the request and
    no later middleware asks again. A visitor without a session costs no query.
    """
    if iscoroutinefunction(get_response):
        return _awaiting(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        _activate(request, _own_language(request) if _is_worth_asking(request) else None)
        response: HttpResponse = get_response(request)
        return _told(response)

    return middleware


def _awaiting(get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> Callable[[HttpRequest], Any]:
    async def middleware(request: HttpRequest) -> HttpResponse:
        asked = await sync_to_async(_own_language)(request) if _is_worth_asking(request) else None
        _activate(request, asked)
        return _told(await get_response(request))

    return middleware


def _is_worth_asking(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(MACHINES)


def _own_language(request: HttpRequest) -> str | None:
    return getattr(get_user(request), "locale", None)


def _activate(request: HttpRequest, own: str | None) -> None:
    known = own if own and own in dict(settings.LANGUAGES) else translation.get_language_from_request(request)
    translation.activate(known)
    request.LANGUAGE_CODE = known


def _told(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
