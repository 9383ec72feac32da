"""POST exports, GET exports: the archives people take with them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from chat.actions.exporting import ask_for_export, export_of
from chat.api.answers import answers, only
from chat.api.attachments import whole_or_part
from chat.api.router import api, caller_in
from chat.exporting.models import Export
from happychat.commands import rates
from happychat.commands.errors import CommandError, NotFound, Rate
from happychat.commands.execute import writer
from happychat.threads import Job, each_alone, readers


class Wanted(Schema):
    """What is wanted: a conversation, or all that is mine."""

    model_config = ConfigDict(extra="forbid")

    stream: Annotated[str, Field(min_length=1, max_length=64)] = ""


@api.post("/exports", response=answers(dict[str, Any], 201), summary="Want an archive of my data")
async def want(request: HttpRequest, wanted: Wanted) -> Status[dict[str, Any]]:
    """Have an archive made; the row `export:` in `me` says how far it is, and where it is fetched."""
    caller = caller_in(request)
    if wait := rates.take(caller.user, "other", guest=caller.guest):
        raise Rate(wait)
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    together = each_alone(lambda who, stream: ask_for_export(who.user, stream))
    writer.submit(Job(together, caller, wanted.stream, answer.set_result))
    reply = await answer
    if isinstance(reply, CommandError):
        raise reply
    return Status(201, reply)


@api.get("/exports/{name}", response=answers(bytes), summary="The bytes of an archive of mine")
async def export(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return the archive, or the range of it that is asked for, to who wanted it; 404 for everybody else."""
    only(request)
    found, path, size = await readers.run(_found, caller_in(request).user, name)
    answer = whole_or_part(request, path, size, f'"{found.pk}"')
    answer["Content-Type"] = "application/zip"
    answer["Content-Disposition"] = content_disposition_header(True, f"happychat-{found.created_at:%Y-%m-%d}.zip") or ""
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _found(me: int, name: str) -> tuple[Export, Path, int]:
    found = export_of(me, name)
    path = Path(found.file.path)
    try:
        return found, path, path.stat().st_size
    except FileNotFoundError as error:
        raise NotFound from error
