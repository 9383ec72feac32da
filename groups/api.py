"""GET groups: the directory, a card by code or id, and what admins see of a group."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from ninja import Query as Parameters
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chat.actions.access import membership_in
from chat.api import api
from chat.api.answers import Query, answers, only
from chat.api.attachments import to_invited
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
        return {"groups": _cards(me, [invitation.conversation], which.code), "more": False}
    if which.id is not None:
        group = Conversation.objects.filter(pk=stream_pk(which.id)).with_card_for(me).first()
        if group is None:
            raise NotFound
        return {"groups": _cards(me, [group]), "more": False}
    page = [*_directory(which)[: which.limit + 1]]
    return {"groups": _cards(me, page[: which.limit]), "more": len(page) > which.limit}


def _directory(which: Which) -> QuerySet[Conversation]:
    public = Conversation.objects.filter(kind=Kind.GROUP, closed=False, public=True).order_by("-member_count", "-pk")
    if which.after:
        # A group that is not listed is not there: neither that it exists nor how large it is can be asked so.
        last = public.filter(pk=stream_pk(which.after)).first()
        if last is None:
            raise NotFound
        public = public.filter(
            Q(member_count__lt=last.member_count) | Q(member_count=last.member_count, pk__lt=last.pk)
        )
    if which.query:
        typed, letters = which.query.strip(), "".join(which.query.lower().split())
        has = Q(title__icontains=typed) | Q(introduction__icontains=typed)
        if letters.isascii() and letters.isalpha():
            has |= Q(pinyin__iregex=" ?".join(letters))
        public = public.filter(has)
    if which.tag:
        tagged = public.values_list("pk", "tags")  # JSON lists are searched otherwise by each database
        public = public.filter(pk__in=[pk for pk, tags in tagged if which.tag in tags])
    return public


def _cards(me: int, groups: list[Conversation], code: str = "") -> list[Row]:
    """Return what a person sees of groups they may see, through a link with its code. Two queries."""
    mine = set(Membership.objects.filter(conversation__in=groups, user=me, left_at=None).values_list("conversation_id"))
    shown = _previews([group for group in groups if group.public and group.preview])
    cards = []
    for group in groups:
        card = {"stream": stream_name(group.pk), **group_card(group), "join": group.join}
        if code and "avatar" in card:
            card["avatar"] += f"?code={code}"  # who came by it may see the picture, too
        more = {"question": group.question, "member": (group.pk,) in mine, "rows": shown.get(group.pk)}
        cards.append(card | {key: value for key, value in more.items() if value})
    return cards


def _previews(groups: list[Conversation]) -> dict[int, list[Row]]:
    """Return the last messages of groups."""
    found: dict[int, list[Row]] = {}
    newest = Message.objects.filter(conversation__in=groups, seq__gt=F("conversation__last_seq") - PREVIEW)
    for message in newest.order_by("conversation", "seq"):
        found.setdefault(message.conversation_id, []).append(message_row(message))
    return found


def is_shown_to_invited(picture: str, code: str) -> bool:
    """Tell whether a picture is that of the group a code lets people into."""
    return Invitation.objects.of(code).filter(conversation__avatar=picture).exists()


to_invited.append(is_shown_to_invited)


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
    notice = group.notice or {}
    revision, author = notice.get("revision", 0), notice.get("author", "")
    found: dict[str, list[str]] = {"read": [], "unread": []}
    for user, read in present(group).order_by("pk").values_list("user_id", "notice_read"):
        name = user_name(user)
        found["read" if read >= revision or name == author else "unread"].append(name)
    return found


def _said(item: Row) -> Row:
    return {key: value for key, value in item.items() if value}
