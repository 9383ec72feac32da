"""GET users: cards, by id, by what was typed, or by username."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query as Parameters
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from accounts.models import User
from accounts.people import search
from accounts.rows import full_card
from chat.api.answers import Query, answers, only
from chat.api.router import api, caller_in
from chat.presence.cards import cards_for, presence_on, seen_by
from happychat.commands.errors import Bad, NotFound
from happychat.ids import user_pk
from happychat.threads import readers

MOST_IDS = 100


def _storable(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul", "U+0000 is not text")
    return value


Typed = AfterValidator(_storable)


class Who(Query):
    """One of three ways to ask."""

    ids: Annotated[str | None, Field(max_length=MOST_IDS * 65)] = None
    query: Annotated[str | None, Field(min_length=1, max_length=40), Typed] = None
    username: Annotated[str | None, Field(min_length=1, max_length=32), Typed] = None

    @model_validator(mode="after")
    def _one(self) -> Who:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("one", "ask by one of ids, query and username")
        return self


@api.get("/users", response=answers(dict[str, Any]), summary="People's cards")
async def users(request: HttpRequest, who: Parameters[Who]) -> dict[str, Any]:
    """Return the cards of people; unknown ids are left out, an unknown username is 404."""
    only(request, Who)
    return {"users": await readers.run(_found, caller_in(request).user, who)}


def _found(me: int, who: Who) -> list[dict[str, Any]]:
    if who.ids is not None:
        return cards_for(me, User.objects.filter(pk__in=_keys(who.ids)).order_by("pk"))
    if who.query is not None:
        return cards_for(me, search(me, who.query))
    user = seen_by(me, User.objects.filter(username__iexact=who.username, is_active=True)).first()
    if user is None:
        raise NotFound
    return [full_card(user) | presence_on(user, me)]


def _keys(ids: str) -> set[int]:
    names = ids.split(",")
    if len(names) > MOST_IDS or len(set(names)) != len(names):
        raise Bad(f"ids: at most {MOST_IDS}, each once")
    keys = set()
    for name in names:
        try:
            keys.add(user_pk(name))
        except NotFound:
            continue
    return keys
