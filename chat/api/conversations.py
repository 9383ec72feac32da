"""GET of a conversation: pages of messages, members, receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import connection
from django.http import HttpRequest
from ninja import Query as Parameters
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chat.actions.access import membership_in
from chat.actions.mine import receipts as receipts_of
from chat.api.answers import Query, answers, only
from chat.api.router import api, caller_in
from chat.arguments.values import PastMoment
from chat.models import Kind, Membership, Role
from chat.rows import member_row, message_row, view_of
from chat.visible import Stored, floor_of, visible_messages
from happychat.commands.errors import Bad, NotFound
from happychat.ids import stream_pk, user_pk
from happychat.sets import among, rows
from happychat.streams.registry import View
from happychat.threads import readers

MOST = 100  # messages a page
SeqParameter = Annotated[int | None, Field(ge=1, le=2**53 - 1)]


class Page(Query):
    """Which messages: at most one of the six, or the newest."""

    before: SeqParameter = None
    after: Annotated[int | None, Field(ge=0, le=2**53 - 1)] = None
    around: SeqParameter = None
    date: PastMoment | None = None
    seqs: Annotated[str | None, Field(max_length=2000)] = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50

    @model_validator(mode="after")
    def _one(self) -> Page:
        if len(self.model_fields_set - {"limit"}) > 1:
            raise PydanticCustomError("one", "ask by one of before, after, around, date and seqs")
        return self


class MemberPage(Query):
    """Which members."""

    after: Annotated[str | None, Field(max_length=64)] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 200
    query: Annotated[str | None, Field(min_length=1, max_length=40)] = None


@api.get("/conversations/{stream}/messages", response=answers(dict[str, Any]), summary="A page of messages")
async def messages(request: HttpRequest, stream: str, page: Parameters[Page]) -> dict[str, Any]:
    """Return rows by seq; `more` older ones (with `after`: newer), `more_after` newer ones."""
    only(request, Page)
    return await readers.run(_messages, caller_in(request).user, stream, page)


@api.get("/conversations/{stream}/members", response=answers(dict[str, Any]), summary="A page of members")
async def members(request: HttpRequest, stream: str, page: Parameters[MemberPage]) -> dict[str, Any]:
    """Return `member:` rows, by role, then by joining."""
    only(request, MemberPage)
    return await readers.run(_members, caller_in(request).user, stream, page)


@api.get("/conversations/{stream}/receipts", response=answers(dict[str, Any]), summary="Who has read how far")
async def receipts(request: HttpRequest, stream: str) -> dict[str, Any]:
    """Return `read` and `delivered` marks of and to people who show receipts."""
    only(request)
    return await readers.run(receipts_of, caller_in(request).user, stream)


def _messages(me: int, stream: str, page: Page) -> dict[str, Any]:
    view = _view(me, stream)
    if page.seqs is not None:
        among_them, numbers = among(_seqs(page.seqs), "bigint")
        found = visible_messages(view, f"seq {among_them}", numbers, limit=MOST)
        return _page(found, more=False)
    if page.after is not None:
        found = visible_messages(view, "seq > %s", [page.after], limit=page.limit + 1)
        return _page(found[: page.limit], more=len(found) > page.limit)
    if page.around is not None or page.date is not None:
        return _around(view, page.around or _first_at(view, str(page.date)), page.limit)
    before = page.before or view.last_seq + 1
    found = visible_messages(view, "seq < %s", [before], order="seq DESC", limit=page.limit + 1)
    return _page(found[: page.limit][::-1], more=len(found) > page.limit)


def _view(me: int, stream: str) -> View:
    """Return a member's view, in a tenth of the time the ORM takes."""
    key = stream_pk(stream)
    found = rows(
        "SELECT c.version, c.last_seq, m.read_seq, m.joined_seq, m.cleared, m.joined_version FROM chat_membership m"
        " JOIN chat_conversation c ON c.id = m.conversation_id"
        " WHERE m.conversation_id = %s AND m.user_id = %s AND m.left_at IS NULL",
        [key, me],
    )
    if not found:
        return view_of(membership_in(me, stream))  # which says why not
    version, last_seq, read_seq, joined_seq, cleared, began = found[0]
    floor = floor_of(joined_seq, cleared)
    return View(stream, me, key, version, last_seq=last_seq, read_seq=read_seq, floor=floor, began=began)


def _around(view: View, seq: int, limit: int) -> dict[str, Any]:
    """Half of the page before a message, and the rest from it on."""
    half = limit // 2
    before = visible_messages(view, "seq < %s", [seq], order="seq DESC", limit=half + 1)
    after = visible_messages(view, "seq >= %s", [seq], limit=limit - half + 1)
    page = _page([*before[:half][::-1], *after[: limit - half]], more=len(before) > half)
    return page | ({"more_after": True} if len(after) > limit - half else {"more_after": False})


def _first_at(view: View, date: str) -> int:
    """Return the number of the first message at or after a moment, by halves: times are in the order of numbers.

    An index on the time would cost every send.
    """
    moment = connection.ops.adapt_datetimefield_value(datetime.fromisoformat(date))
    low, high = view.floor, view.last_seq + 1
    while low < high:
        middle = (low + high) // 2
        later = "SELECT sent_at >= %s FROM chat_message WHERE conversation_id = %s AND seq >= %s ORDER BY seq LIMIT 1"
        found = rows(later, [moment, view.key, middle])
        if not found or found[0][0]:
            high = middle
        else:
            low = middle + 1
    return low


def _page(messages: list[Stored], *, more: bool) -> dict[str, Any]:
    return {"rows": [message_row(message) for message in messages], "more": more}


def _seqs(text: str) -> list[int]:
    parts = text.split(",")
    if len(parts) > MOST or len(set(parts)) != len(parts) or not all(p.isascii() and p.isdigit() for p in parts):
        raise Bad(f"seqs: at most {MOST} numbers, each once")
    return [int(part) for part in parts if len(part) < 17]


_ORDER = {Role.OWNER: 0, Role.ADMIN: 1, Role.MEMBER: 2}


def _members(me: int, stream: str, page: MemberPage) -> dict[str, Any]:
    membership = membership_in(me, stream)
    present = Membership.objects.filter(conversation=membership.conversation_id, left_at=None).select_related("user")
    if membership.conversation.kind == Kind.LOBBY:  # where only who is muted has a row
        present = present.filter(version__gt=0)
    everyone = sorted(present, key=lambda m: (_ORDER[Role(m.role)], m.pk))
    if page.query:
        typed = page.query.casefold()
        everyone = [
            m for m in everyone if any(typed in s.casefold() for s in (m.nickname, m.user.nickname, m.user.username))
        ]
    if page.after:
        last = _key(page.after)
        at = next((i for i, m in enumerate(everyone) if m.user_id == last), len(everyone))
        everyone = everyone[at + 1 :]
    return {"rows": [member_row(m) for m in everyone[: page.limit]], "more": len(everyone) > page.limit}


def _key(name: str) -> int:
    try:
        return user_pk(name)
    except NotFound:
        return 0
