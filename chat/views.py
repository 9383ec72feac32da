"""The chat page, and the faces drawn for people without a picture."""

from __future__ import annotations

import random

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie

from accounts.devices import note_visit
from accounts.guests import is_open as guests_may_come
from accounts.models import FACES, User
from chat.lobby.people import is_open as has_lobby
from happychat.catalogue import address, later_address
from happychat.ids import user_name
from happychat.scripts import first_parts

# Grounds dark enough for white letters (contrast 4.5 or more).
GROUNDS = (
    "#7048a8", "#0b7285", "#b54708", "#3b5bdb", "#5c7c1c", "#a61e4d",
    "#2b6e4f", "#8a5a00", "#5f3dc4", "#0c6291", "#9c36b5", "#6d4c41",
)  # fmt: skip
FACE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="{ground}"/>'
    '<text x="32" y="33" fill="#fff"'
    ' font-family="system-ui,-apple-system,Segoe UI,PingFang SC,Noto Sans CJK SC,sans-serif"'
    ' font-size="28" font-weight="600" text-anchor="middle" dominant-baseline="central">{letter}</text></svg>'
)


@ensure_csrf_cookie
def app(request: HttpRequest, **_: str) -> HttpResponseBase:
    """Show the chat page to who is signed in, the welcome page to others; who wanted a place logs in first."""
    if not request.user.is_authenticated:
        return _welcome(request) if request.path == "/" else redirect_to_login(request.get_full_path())
    return _chat(request)


@csp_update({"require-trusted-types-for": ["'script'"], "trusted-types": ["lit-html"]})
def _chat(request: HttpRequest) -> HttpResponse:
    note_visit(request)
    me, language = request.user, request.LANGUAGE_CODE
    guest = isinstance(me, User) and me.is_guest
    page = {"user": user_name(me.pk or 0), "locale": language, "debug": settings.DEBUG, "guest": guest}
    files = {"words": address(language), "later_words": later_address(language), "parts": first_parts()}
    return render(request, "chat/app.html", {"page": page, **files})


def _welcome(request: HttpRequest) -> HttpResponse:
    faces = range(1, FACES + 1)
    chosen = random.choice(faces)  # noqa: S311
    guests = {"takes_guests": guests_may_come(), "has_lobby": has_lobby(), "faces": faces, "chosen": chosen}
    return render(request, "welcome.html", guests)


@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def face(request: HttpRequest, number: int, letter: str) -> HttpResponse:
    """Draw a face: a ground and a letter, the same for ever."""
    if not 1 <= number <= FACES or len(letter) != 1 or not letter.isprintable():
        raise Http404
    svg = FACE.format(ground=GROUNDS[number - 1], letter=escape(letter.upper()))
    answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'none'; sandbox"
    return answer
