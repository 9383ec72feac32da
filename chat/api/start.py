"""GET bootstrap: everything a cold client shows first, in a few queries however much there is."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query as Parameters
from pydantic import Field

from accounts.models import User
from accounts.rows import epoch_beside
from chat.actions.lobby import the_lobby
from chat.actions.site_emoji import site_emoji
from chat.api.answers import Query, answers, only
from chat.api.router import api, caller_in
from chat.greeting import limits
from chat.lobby.people import is_open, people_in_lobby
from chat.models import Kind, Membership, Message
from chat.presence.cards import cards_for
from chat.rows import ConversationRows, conversation_row, info_row, member_row, message_row, mine_by_activity
from happychat.auth import Caller
from happychat.commands.execute import written
from happychat.ids import stream_name, user_name, user_pk
from happychat.streams.catching_up import views_of
from happychat.streams.registry import ME, View, kind_of
from happychat.streams.steps import Row
from happychat.threads import readers


class Size(Query):
    """How many conversations come with a preview."""

    limit: Annotated[int, Field(ge=1, le=500)] = 200


@api.get("/bootstrap", response=answers(dict[str, Any]), summary="Begin")
async def bootstrap(request: HttpRequest, size: Parameters[Size]) -> dict[str, Any]:
    """Return my stream whole, my newest conversations as previews, and the people in them."""
    only(request, Size)
    found = await readers.run(start, caller_in(request), size.limit)
    if is_open() and "lobby" not in found["site"]:  # nobody has been there yet
        found["site"] |= {"lobby": stream_name(await written(_make_lobby)), "people": 0}
    return found


def _make_lobby() -> int:
    return the_lobby().pk


def start(caller: Caller, limit: int) -> dict[str, Any]:
    """Read what bootstrap returns; versions first, then the rows. Eleven queries."""
    view = views_of(caller.user, [ME])[ME]
    mine = list(mine_by_activity([caller.user], asked=True).select_related("conversation"))
    me_rows = sorted(_mine(view, mine), key=lambda row: row["version"])
    mine = [membership for membership in mine if not membership.waiting]
    previews = _previews(mine[:limit])
    return {
        "me": {"version": view.version, "rows": me_rows},
        "conversations": previews,
        "users": cards_for(caller.user, User.objects.filter(pk__in=_named(me_rows, previews)).order_by("pk")),
        "epoch": epoch_beside(view),
        "user": user_name(caller.user),
        "limits": limits(guest=caller.guest),
        "site": _site(),
        "emoji": site_emoji(),
        "more": len(mine) > limit,
    }


def _site() -> dict[str, Any]:
    age = {"age": settings.MATCH_AGE} if settings.MATCH_AGE else {}
    return {"name": settings.SITE_NAME, **_lobby(), **({"match": True, **age} if settings.MATCH else {})}


def _lobby() -> dict[str, Any]:
    lobby = people_in_lobby() if is_open() else None
    return {"lobby": stream_name(lobby.lobby), "people": lobby.count} if lobby is not None else {}


def _mine(view: View, mine: list[Membership]) -> list[Row]:
    """Return my stream whole; my conversations are here already."""
    others = [source for source in kind_of(ME).sources if not isinstance(source, ConversationRows)]
    return [row for source in others for row in source.whole(view)] + [conversation_row(m) for m in mine]


def _previews(mine: list[Membership]) -> list[dict[str, Any]]:
    """Return `info`, the last visible message, and both members of direct conversations. Two queries."""
    newest = _newest(mine)
    pairs: dict[int, list[Row]] = {}
    direct = [m.conversation_id for m in mine if m.conversation.kind in {Kind.DIRECT, Kind.MATCH}]
    for membership in Membership.objects.filter(conversation__in=direct, left_at=None).order_by("pk"):
        pairs.setdefault(membership.conversation_id, []).append(member_row(membership))
    previews = []
    for membership in mine:
        conversation = membership.conversation
        rows = [info_row(conversation), *pairs.get(conversation.pk, [])]
        rows += [message_row(newest[conversation.pk])] if conversation.pk in newest else []
        head = [conversation.version, conversation.last_seq, membership.read_seq]
        previews.append({"stream": stream_name(conversation.pk), "head": head, "rows": rows})
    return previews


def _newest(mine: list[Membership]) -> dict[int, Message]:
    visible = [m for m in mine if m.conversation.last_seq >= m.floor]
    ids = [newest for m in visible if (newest := getattr(m, "newest_id", None))]
    found = Message.objects.filter(pk__in=ids)
    floors = {m.conversation_id: m.floor for m in visible}
    return {message.conversation_id: message for message in found if message.seq >= floors[message.conversation_id]}


def _named(me_rows: list[Row], previews: list[dict[str, Any]]) -> set[int]:
    """Return everyone the rows name."""
    names: set[str] = set()
    for row in [*me_rows, *(row for preview in previews for row in preview["rows"])]:
        kind, _, name = row["key"].partition(":")
        names |= {name} if kind in {"contact", "member"} else set()
        names |= set(row.get("faces", ())) | set(row.get("users", ()))
        names |= {row["author"]} if "author" in row else set()
    return {user_pk(name) for name in names}
