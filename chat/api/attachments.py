"""POST uploads, GET attachments."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.http.response import HttpResponseNotModified
from ninja import File, Form, Status, UploadedFile
from ninja import Query as Parameters
from pydantic import Field

from accounts.models import User
from chat.actions.uploads import take_picture
from chat.api.answers import Query, answers, only
from chat.api.people import Typed
from chat.api.router import api, caller_in
from chat.models import Attachment, Conversation
from happychat.commands import rates
from happychat.commands.errors import NotFound, Rate, TooLong
from happychat.threads import readers

CHUNK = 64 * 1024

# Who shows pictures to people with the code of a link: each is asked with the picture's name and the code.
to_invited: list[Callable[[str, str], bool]] = []


@api.post("/uploads", response=answers(dict[str, Any], 201), summary="Upload a picture")
async def upload(
    request: HttpRequest, file: File[UploadedFile], kind: Form[Literal["picture"]]
) -> Status[dict[str, Any]]:
    """Take in a picture; it is decoded and written anew."""
    caller = caller_in(request)
    if wait := rates.take(caller.user, "upload"):
        raise Rate(wait)
    if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
        raise TooLong(f"A file is at most {settings.MAX_UPLOAD_BYTES // 1024 // 1024} MB.")
    store = sync_to_async(_stored, thread_sensitive=False)
    attachment = await store(caller.user, cast("BinaryIO", file), _clean(file.name or ""))
    return Status(201, {"attachment": _object(attachment)})


class Invited(Query):
    """The code of a link into the group whose picture it is."""

    code: Annotated[str | None, Field(min_length=1, max_length=64), Typed] = None


@api.get("/attachments/{name}", response=answers(bytes), summary="The bytes of an attachment")
async def attachment(request: HttpRequest, name: str, invited: Parameters[Invited]) -> HttpResponseBase:
    """Return the file to who may see it; 404 for everybody else."""
    only(request, Invited)
    found = await readers.run(_visible, caller_in(request).user, name, invited.code or "")
    tag = f'"{found.pk}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        answer = StreamingHttpResponse(_bytes(Path(found.file.path)), content_type=found.type)
        answer["Content-Length"] = str(found.size)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"  # may be kept, but who may see it is asked each time
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _stored(owner: int, file: BinaryIO, name: str) -> Attachment:
    try:
        return take_picture(owner, file, name)
    finally:
        connection.close()  # the thread is anybody's, and nobody else would


def _visible(me: int, name: str, code: str) -> Attachment:
    """Return an attachment of mine, a face, which any signed-in person sees, or the picture on a card I may see."""
    found = Attachment.objects.filter(pk=name).first()
    if found is None or not (found.owner_id == me or _is_face(found) or _is_on_card(found, me, code)):
        raise NotFound
    return found


def _is_face(picture: Attachment) -> bool:
    # People take pictures of their own only.
    return User.objects.filter(pk=picture.owner_id, avatar=picture.pk, is_active=True).exists()


def _is_on_card(picture: Attachment, me: int, code: str) -> bool:
    shown = Conversation.objects.filter(avatar=picture.pk).with_card_for(me).exists()
    return shown or bool(code and any(shows(picture.pk, code) for shows in to_invited))


async def _bytes(path: Path) -> AsyncIterator[bytes]:
    # Django would buffer a FileResponse whole under ASGI.
    opened = await sync_to_async(lambda: path.open("rb"), thread_sensitive=False)()
    read = sync_to_async(opened.read, thread_sensitive=False)
    try:
        while chunk := await read(CHUNK):
            yield chunk
    finally:
        opened.close()


def _object(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.pk,
        "kind": attachment.kind,
        "name": attachment.name,
        "size": attachment.size,
        "type": attachment.type,
        "url": f"/api/v1/attachments/{attachment.pk}",
        "width": attachment.width,
        "height": attachment.height,
        "color": attachment.color,
    }


def _clean(name: str) -> str:
    """Return a file's name without folders, control and direction characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return kept[:255] or "picture"
