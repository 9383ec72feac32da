"""Taking in files: whole or not at all, and within what a person, the site and the disk have room for."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet, Sum

from chat.actions.pictures import STICKER_SIDE, Written, written_anew
from chat.media.signatures import READ, type_of
from chat.models import Attachment
from happychat.commands.errors import Bad, Quota
from happychat.models import Epoch

# Browsers record sound into the same containers as video.
AS_VOICE = {"video/webm": "audio/webm", "video/mp4": "audio/mp4", "audio/ogg": "audio/ogg"}
VIDEOS = {"video/mp4", "video/webm"}
LONGEST_VOICE = 300  # seconds


@dataclass(slots=True)
class Upload:
    """What comes with the bytes of a file, as its sender says."""

    name: str
    duration: float | None = None
    waveform: list[int] | None = None
    poster: BinaryIO | None = None


def take_picture(owner: int, file: BinaryIO, upload: Upload) -> Attachment:
    """Store a picture, written anew, and a small one beside it."""
    return _picture("picture", owner, written_anew(file), upload)


def take_sticker(owner: int, file: BinaryIO, upload: Upload) -> Attachment:
    """Store a picture as a sticker: small, what is clear stays clear, what moves goes on moving."""
    return _picture("sticker", owner, written_anew(file, STICKER_SIDE), upload)


def _picture(kind: str, owner: int, picture: Written, upload: Upload) -> Attachment:
    attachment = Attachment(
        owner_id=owner, kind=kind, name=upload.name, type="image/webp", size=len(picture.data), **_look(picture)
    )
    return _kept_whole_or_not_at_all(attachment, io.BytesIO(picture.data), picture.thumbnail)


def take_voice(owner: int, file: BinaryIO, upload: Upload) -> Attachment:
    """Store a recording as it is, if it is one."""
    found = AS_VOICE.get(_type_of(file))
    if found is None:
        raise Bad("This is not a recording: send WebM, MP4 or Ogg.")
    if upload.duration is None or upload.duration > LONGEST_VOICE or not upload.waveform:
        raise Bad(f"A recording has a waveform and a duration of at most {LONGEST_VOICE} seconds.")
    heard = {"duration": upload.duration, "waveform": upload.waveform}
    attachment = Attachment(owner_id=owner, kind="voice", name=upload.name, type=found, size=_size(file), **heard)
    return _kept_whole_or_not_at_all(attachment, file)


def take_video(owner: int, file: BinaryIO, upload: Upload) -> Attachment:
    """Store a video as it is, if it is one, and one picture of it, written anew, that says how it looks."""
    found = _type_of(file)
    if found not in VIDEOS:
        raise Bad("This is not a video: send MP4 or WebM.")
    if upload.poster is None or upload.duration is None:
        raise Bad("A video has a poster and a duration.")
    poster = written_anew(upload.poster)
    seen = {**_look(poster), "duration": upload.duration}
    attachment = Attachment(owner_id=owner, kind="video", name=upload.name, type=found, size=_size(file), **seen)
    return _kept_whole_or_not_at_all(attachment, file, poster.thumbnail or poster.data)


def take_file(owner: int, file: BinaryIO, upload: Upload) -> Attachment:
    """Store a file as it is."""
    attachment = Attachment(owner_id=owner, kind="file", name=upload.name, type=_type_of(file), size=_size(file))
    return _kept_whole_or_not_at_all(attachment, file)


def _look(picture: Written) -> dict[str, Any]:
    return {"width": picture.width, "height": picture.height, "color": picture.color}


def _size(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise Bad("This file is empty.")
    return size


def _type_of(file: BinaryIO) -> str:
    file.seek(0)
    found = type_of(file.read(READ))
    file.seek(0)
    return found


def _kept_whole_or_not_at_all(attachment: Attachment, data: BinaryIO, thumbnail: bytes = b"") -> Attachment:
    if shutil.disk_usage(settings.DATA_DIR).free - attachment.size < settings.RESERVE_BYTES:
        raise Quota("The site has no room for files now.")
    names = [attachment.file.field.generate_filename(attachment, f"{attachment.pk}{end}") for end in ("", ".small")]
    try:
        attachment.file.name = default_storage.save(names[0], File(data))
        if thumbnail:
            attachment.thumbnail.name = default_storage.save(names[1], File(io.BytesIO(thumbnail)))
        _count(attachment)
    except Exception:  # a full disk keeps a part of the file; without a row nobody would ever find it
        for name in names:
            default_storage.delete(name)
        raise
    return attachment


def _count(attachment: Attachment) -> None:
    """Store the row, if there is room for it: one after the other, so that no two take the same room."""
    with transaction.atomic():
        list(Epoch.objects.select_for_update())
        mine = Attachment.objects.filter(owner=attachment.owner_id)
        if _sum(mine) + attachment.size > settings.QUOTA_BYTES:
            raise Quota("Your files take all the room you have here.")
        if settings.MEDIA_BYTES and _sum(Attachment.objects.all()) + attachment.size > settings.MEDIA_BYTES:
            raise Quota("The site has no room for files now.")
        attachment.save(force_insert=True)


def _sum(attachments: QuerySet[Attachment]) -> int:
    return attachments.aggregate(sum=Sum("size"))["sum"] or 0
