"""POST uploads, GET attachments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.response import HttpResponseNotModified
from django.utils.http import content_disposition_header
from ninja import File, Form, Schema, Status, UploadedFile
from ninja import Query as Parameters
from pydantic import Field

from accounts.models import User
from chat.actions.attaching import attachment_object
from chat.actions.stickers import is_in_my_groups, is_mine
from chat.actions.uploads import Upload, take_file, take_picture, take_sticker, take_video, take_voice
from chat.api.answers import Query, answers, only
from chat.api.people import Typed
from chat.api.router import api, caller_in
from chat.media.names import clean_name
from chat.media.ranges import Part, Unsatisfiable, part_of
from chat.media.signatures import UNKNOWN
from chat.models import Attachment, Conversation
from chat.visible import visible_among
from happychat.commands import rates
from happychat.commands.errors import NotFound, Rate, TooLong
from happychat.threads import readers

CHUNK = 64 * 1024
PICTURE = "image/webp"
TAKE = {"picture": take_picture, "video": take_video, "voice": take_voice, "file": take_file, "sticker": take_sticker}

# Who shows pictures to people with the code of a link: each is asked with the picture's name and the code.
to_invited: list[Callable[[str, str], bool]] = []


class About(Schema):
    """What a form says of its file: of what kind it is; how long and how loud a recording is, how long a video."""

    kind: Literal["picture", "video", "voice", "file", "sticker"]
    duration: Annotated[float | None, Field(gt=0, le=86400, allow_inf_nan=False)] = None
    waveform: Annotated[str | None, Field(pattern=r"^[0-9]{1,2}(,[0-9]{1,2}){0,99}\z")] = None

    def loudness(self) -> list[int] | None:
        """Return the waveform as numbers."""
        return [int(one) for one in self.waveform.split(",")] if self.waveform else None


@api.post("/uploads", response=answers(dict[str, Any], 201), summary="Upload a picture, a video, a recording or a file")
async def upload(
    request: HttpRequest, about: Form[About], file: File[UploadedFile], poster: File[UploadedFile | None] = None
) -> Status[dict[str, Any]]:
    """Take in a picture, which is decoded and written anew, or something else, which stays as it is."""
    caller = caller_in(request)
    if wait := rates.take(caller.user, "upload"):
        raise Rate(wait)
    if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
        raise TooLong(f"A file is at most {settings.MAX_UPLOAD_BYTES // settings.MEGABYTE} MB.")
    said = Upload(
        clean_name(file.name or "", about.kind),
        about.duration,
        about.loudness(),
        cast("BinaryIO", poster.file) if poster else None,
    )
    store = sync_to_async(_stored, thread_sensitive=False)
    attachment = await store(about.kind, caller.user, cast("BinaryIO", file.file), said)
    return Status(201, {"attachment": attachment_object(attachment)})


class Asked(Query):
    """The small picture, or the file; the code of a link into the group whose picture it is."""

    code: Annotated[str | None, Field(min_length=1, max_length=64), Typed] = None
    thumbnail: Literal["1"] | None = None


@api.get("/attachments/{name}", response=answers(bytes), summary="The bytes of an attachment")
async def attachment(request: HttpRequest, name: str, asked: Parameters[Asked]) -> HttpResponseBase:
    """Return the file, or the range of it that is asked for, to who may see it; 404 for everybody else."""
    only(request, Asked)
    found, path, size = await readers.run(_visible, caller_in(request).user, name, asked)
    tag = f'"{path.name}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        answer = whole_or_part(request, path, size, tag)
    is_shown = found.kind != "file"
    answer["Content-Type"] = (PICTURE if asked.thumbnail else found.type) if is_shown else UNKNOWN
    file_name = f"{Path(found.name).stem}.webp" if found.kind in {"picture", "sticker"} else found.name
    answer["Content-Disposition"] = content_disposition_header(not is_shown, file_name) or "attachment"
    answer["ETag"] = tag
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-cache"  # may be kept, but who may see it is asked each time
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def whole_or_part(request: HttpRequest, path: Path, size: int, tag: str) -> HttpResponseBase:
    """Answer with a file, or the range of it that is asked for."""
    is_same = request.headers.get("If-Range", tag) == tag
    try:
        part = part_of(request.headers.get("Range", ""), size) if is_same else None
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    asked = part or Part(0, size - 1)
    answer = StreamingHttpResponse(_bytes(path, asked), status=206 if part else 200)
    answer["Content-Length"] = str(asked.length)
    if part:
        answer["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return answer


def _stored(kind: str, owner: int, file: BinaryIO, upload: Upload) -> Attachment:
    try:
        return TAKE[kind](owner, file, upload)
    finally:
        connection.close()  # the thread is anybody's, and nobody else would


def _visible(me: int, name: str, asked: Asked) -> tuple[Attachment, Path, int]:
    """Return what is mine, in a message I see, a face, which any signed-in person sees, or on a card I may see."""
    code = asked.code or ""
    found = Attachment.objects.filter(pk=name).first()
    if found is None or not (found.owner_id == me or _is_shown(found, me) or _is_elsewhere(found, me, code)):
        raise NotFound
    path = Path(((asked.thumbnail and found.thumbnail) or found.file).path)
    try:
        return found, path, path.stat().st_size
    except FileNotFoundError as error:  # it was taken back just now
        raise NotFound from error


def _is_shown(file: Attachment, me: int) -> bool:
    shown_in = "a.attachment_id = %s"
    return bool(visible_among(me, "chat_attached a", "a.message_id", shown_in, [file.pk], limit=1))


def _is_elsewhere(picture: Attachment, me: int, code: str) -> bool:
    if picture.kind == "sticker":
        return is_mine(picture, me) or is_in_my_groups(picture, me)
    return picture.kind == "picture" and (_is_face(picture) or _is_on_card(picture, me, code))


def _is_face(picture: Attachment) -> bool:
    # People take pictures of their own only.
    return User.objects.filter(pk=picture.owner_id, avatar=picture.pk, is_active=True).exists()


def _is_on_card(picture: Attachment, me: int, code: str) -> bool:
    shown = Conversation.objects.filter(avatar=picture.pk).with_card_for(me).exists()
    return shown or bool(code and any(shows(picture.pk, code) for shows in to_invited))


async def _bytes(path: Path, part: Part) -> AsyncIterator[bytes]:
    # Django would buffer a FileResponse whole under ASGI.
    opened = await sync_to_async(lambda: path.open("rb"), thread_sensitive=False)()
    read = sync_to_async(opened.read, thread_sensitive=False)
    left = part.length
    try:
        opened.seek(part.first)
        while left and (chunk := await read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
    finally:
        opened.close()
