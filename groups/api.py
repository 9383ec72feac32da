"""GET groups: the directory, a card by code or id, and what admins see of a group."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query as Parameters
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chat.actions.access import membership_in
from chat.api import api
from chat.api.answers import Query, answers, only
from chat.api.people import Typed
from chat.api.router import caller_in
from chat.models import Conversation, Kind, Membership, Message
from chat.rows import group_card, message_row
from groups.actions.standing import present, rank
from groups.models import Invitation, JoinRequest, LogEntry
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import stream_name, stream_pk, user_name
from happychat.streams.steps import Row
from happychat.threads import readers
from happychat.times import wire

PREVIEW = 20  # messages
NEWEST = 200  # of the log


class Which(Query):
    """The directory, by what was typed or by tag; or one group by code or id."""

    query: Annotated[str | None, Field(min_length=1, max_length=40), Typed] = None
    tag: Annotated[str | None, Field(min_length=1, max_length=20), Typed] = None
    after: Annotated[str | None, Field(max_length=64)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    code: Annotated[str | None, Field(min_length=1, max_length=64), Typed] = None
    id: Annotated[str | None, Field(max_length=64)] = None

    @model_validator(mode="after")
    def _one(self) -> Which:
        if self.model_fields_set & {"code", "id"} and len(self.model_fields_set) != 1:
            raise PydanticCustomError("one", "code and id stand alone")
        return self


@api.get("/groups", response=answers(dict[str, Any]), summary="Groups")
async def groups(request: HttpRequest, which: Parameters[Which]) -> dict[str, Any]:
    """Return cards of public groups, the largest first; or one by `code` or `id`, 404 where I may not see it."""
    only(request, Which)
    return await readers.run(found, caller_in(request).user, which)


@api.get("/groups/{stream}/{list}", response=answers(dict[str, Any]), summary="What admins see of a group")
async def lists(
    request: HttpRequest,
    stream: str,
    list: Literal["requests", "invitations", "log", "notice"],  # noqa: A002
) -> dict[str, Any]:
    """Return who asks to join, the links, the newest 200 entries of the log, or who has read the notice."""
    only(request)
    return await readers.run(listed, caller_in(request).user, stream, list)


def found(me: int, which: Which) -> dict[str, Any]:
    """Return the cards that are asked for."""
    if which.code is not None:
        invitation = Invitation.objects.of(which.code).select_related("conversation").first()
        if invitation is None:
            raise NotFound
        return {"groups": [_card(me, invitation.conversation)], "more": False}
    if which.id is not None:
        group = _all().filter(pk=stream_pk(which.id)).filter(Q(public=True) | Q(pk__in=_mine(me))).first()
        if group is None:
            raise NotFound
        return {"groups": [_card(me, group)], "more": False}
    page = [*_directory(which)[: which.limit + 1]]
    return {"groups": [_card(me, group) for group in page[: which.limit]], "more": len(page) > which.limit}


def _all() -> QuerySet[Conversation]:
    return Conversation.objects.filter(kind=Kind.GROUP, closed=False)


def _mine(me: int) -> QuerySet[Membership, int]:
    return Membership.objects.filter(user=me, left_at=None).values_list("conversation_id", flat=True)


def _directory(which: Which) -> QuerySet[Conversation]:
    public = _all().filter(public=True).order_by("-member_count", "-pk")
    if which.query:
        typed, letters = which.query.strip(), "".join(which.query.lower().split())
        has = Q(title__icontains=typed) | Q(introduction__icontains=typed)
        if letters.isascii() and letters.isalpha():
            has |= Q(pinyin__iregex=" ?".join(letters))
        public = public.filter(has)
    if which.tag:
        tagged = public.values_list("pk", "tags")  # JSON lists are searched otherwise by each database
        public = public.filter(pk__in=[pk for pk, tags in tagged if which.tag in tags])
    if which.after:
        last = Conversation.objects.filter(pk=stream_pk(which.after)).first()
        if last is None:
            raise NotFound
        public = public.filter(
            Q(member_count__lt=last.member_count) | Q(member_count=last.member_count, pk__lt=last.pk)
        )
    return public


def _card(me: int, group: Conversation) -> Row:
    mine = present(group).filter(user=me).exists()
    card = {"stream": stream_name(group.pk), **group_card(group), "join": group.join}
    more = {
        "question": group.question,
        "member": mine,
        "rows": _preview(group) if group.public and group.preview else [],
    }
    return card | {key: value for key, value in more.items() if value}


def _preview(group: Conversation) -> list[Row]:
    newest = Message.objects.filter(conversation=group).order_by("-seq")[:PREVIEW]
    return [message_row(message) for message in reversed(newest)]


def listed(me: int, stream: str, name: str) -> dict[str, Any]:
    """Return one of the lists that are for admins."""
    mine = membership_in(me, stream)
    group = mine.conversation
    if group.kind != Kind.GROUP or not rank(mine):
        raise Forbidden("role", "This is for the group's admins.")
    if name == "notice":
        return _readers_of_notice(group)
    items = {"requests": _requests, "invitations": _invitations, "log": _log}[name](group)
    return {"items": items}


def _requests(group: Conversation) -> list[Row]:
    asked = JoinRequest.objects.filter(conversation=group).order_by("pk")
    return [_said({"user": user_name(r.user_id), "answer": r.answer, "at": wire(r.at)}) for r in asked]


def _invitations(group: Conversation) -> list[Row]:
    return [
        {
            "id": str(link.pk),
            "author": user_name(link.author_id),
            "at": wire(link.at),
            "uses": link.uses,
            "used": link.used,
            **({"expires_at": wire(link.expires_at)} if link.expires_at else {}),
        }
        for link in Invitation.objects.good().filter(conversation=group).order_by("pk")
    ]


def _log(group: Conversation) -> list[Row]:
    return [
        _said(
            {
                "at": wire(entry.at),
                "author": user_name(entry.author_id),
                "event": entry.event,
                "users": [user_name(pk) for pk in entry.users],
                "text": entry.text,
            }
        )
        for entry in LogEntry.objects.filter(conversation=group).order_by("-pk")[:NEWEST]
    ]


def _readers_of_notice(group: Conversation) -> dict[str, Any]:
    revision = (group.notice or {}).get("revision", 0)
    marks = present(group).order_by("pk").values_list("user_id", "notice_read")
    return {
        "read": [user_name(user) for user, read in marks if read >= revision],
        "unread": [user_name(user) for user, read in marks if read < revision],
    }


def _said(item: Row) -> Row:
    return {key: value for key, value in item.items() if value}
