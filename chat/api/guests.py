"""GET guests/challenge, POST guests: coming in with a name and a face, without an account."""

from __future__ import annotations

from typing import Annotated, Any

from allauth.account.adapter import get_adapter
from asgiref.sync import sync_to_async
from django.contrib.auth import login as start_session
from django.db import connection
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import translation
from ninja import Status
from ninja.errors import HttpError
from ninja.utils import check_csrf
from pydantic import Field

from accounts import guests
from accounts.devices import note_visit
from accounts.models import FACES
from chat.api.answers import Query, answers, only
from chat.api.router import api
from happychat.auth import session_of
from happychat.commands import rates
from happychat.commands.errors import Conflict, Forbidden, Rate
from happychat.commands.execute import caller_behind
from happychat.commands.schema import Arguments, text
from happychat.ids import user_name

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Guest(Arguments):
    """Who comes in, and the proof that it took some work."""

    nickname: text(32)  # type: ignore[valid-type]
    avatar: Annotated[int, Field(ge=1, le=FACES)] | None = None
    challenge: Annotated[str, Field(min_length=1, max_length=200)]
    proof: Annotated[str, Field(min_length=1, max_length=64)]


@api.get("/guests/challenge", auth=None, response=answers(dict[str, Any]), summary="What a guest has to work on")
async def challenge(request: HttpRequest) -> dict[str, Any]:
    """Return a challenge, good once and for ten minutes, and how many zero bits the answer has to begin with."""
    only(request, Query)
    _refuse_closed()
    get_token(request)  # and with it the cookie the next request needs
    return {"challenge": guests.new_challenge(), "difficulty": guests.DIFFICULTY}


@api.post("/guests", auth=None, response=answers(dict[str, Any], 201), summary="Come in as a guest")
async def come_in(request: HttpRequest, guest: Guest) -> Status[dict[str, Any]]:
    """Make a guest and sign them in on this device."""
    only(request, Query)
    if check_csrf(request):
        raise HttpError(403, "csrf")
    _refuse_closed()
    if await caller_behind(session_of(request)) is not None:
        raise Conflict("You are signed in already.")
    name = guests.solved(guest.challenge, guest.proof)
    if wait := rates.take(guests.network_of(get_adapter().get_client_ip(request)), "guests"):
        raise Rate(wait)
    user = await sync_to_async(_begin, thread_sensitive=False)(request, name, guest)
    return Status(201, {"user": user})


def _refuse_closed() -> None:
    if not guests.is_open():
        raise Forbidden("closed", "This site takes no guests.")


def _begin(request: HttpRequest, name: str, guest: Guest) -> str:
    try:
        user = guests.make_guest(name, guest.nickname, guest.avatar or 0, translation.get_language() or "en")
        start_session(request, user, backend=BACKEND)
        note_visit(request)
        return user_name(user.pk)
    finally:
        connection.close()  # the thread is anybody's, and nobody else would
