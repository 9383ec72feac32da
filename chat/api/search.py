"""GET search: messages by their words, kind, author, conversation and time."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query as Parameters
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chat.actions.access import membership_in
from chat.api.answers import Query, answers, only
from chat.api.people import Typed
from chat.api.router import api, caller_in
from chat.arguments.values import PastMoment
from chat.search.catching_up import catch_up, lacking
from chat.search.finding import Wanted, find
from happychat.commands.errors import NotFound
from happychat.commands.execute import writer
from happychat.ids import user_pk
from happychat.threads import Job, each_alone, readers

Kind = Literal[
    "text", "album", "file", "voice", "sticker", "card", "poll", "chain", "dice", "forward", "picture", "video", "link"
]
ROUNDS = 20  # of catching up; what is behind by more is indexed in the background


class Search(Query):
    """What to look for: words, a kind, or both."""

    q: Annotated[str | None, Field(min_length=1, max_length=100), Typed] = None
    stream: Annotated[str | None, Field(max_length=64)] = None
    author: Annotated[str | None, Field(max_length=64)] = None
    kind: Kind | None = None
    since: PastMoment | None = None
    until: PastMoment | None = None
    after: Annotated[str | None, Field(pattern=r"^[1-9][0-9]{0,17}$")] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20

    @model_validator(mode="after")
    def _something(self) -> Search:
        if self.q is None and self.kind is None:
            raise PydanticCustomError("some", "ask by q, kind, or both")
        return self


@api.get("/search", response=answers(dict[str, Any]), summary="Find messages")
async def search(request: HttpRequest, asked: Parameters[Search]) -> dict[str, Any]:
    """Return `hits`, newest first, each with its stream, row and the ranges that match; `next` where there are more."""
    only(request, Search)
    me = caller_in(request).user
    for _ in range(ROUNDS):
        behind = await readers.run(lacking, me)
        if not behind or not await _caught_up(behind):
            break
    return await readers.run(_found, me, asked)


def _found(me: int, asked: Search) -> dict[str, Any]:
    conversation = membership_in(me, asked.stream).conversation_id if asked.stream is not None else None
    try:
        author = user_pk(asked.author) if asked.author is not None else None
    except NotFound:
        return {"hits": []}  # nobody is called so, so nobody said anything
    wanted = Wanted(
        query=asked.q or "",
        conversation=conversation,
        author=author,
        kind=asked.kind,
        since=_moment(asked.since),
        until=_moment(asked.until),
        after=int(asked.after) if asked.after else None,
        limit=asked.limit,
    )
    return find(me, wanted)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


async def _caught_up(conversations: list[int]) -> bool:
    """Index what is missing; False if that is not possible now."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    job = Job(each_alone(lambda caller, keys: catch_up(keys)), None, conversations, answer.set_result)
    writer.submit(job)
    return isinstance(await answer, int)
