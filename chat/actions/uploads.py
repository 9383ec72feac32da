"""Taking in files: whole or not at all, and within what a person, the site and the disk have room for."""

from __future__ import annotations

import io
import shutil
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet, Sum

from chat.actions.pictures import written_anew
from chat.media.signatures import READ, type_of
from chat.models import Attachment
from happychat.commands.errors import Bad, Quota
from happychat.models import Epoch


def take_picture(owner: int, file: BinaryIO, name: str) -> Attachment:
    """Store a picture, written anew, and a small one beside it."""
    picture = written_anew(file)
    attachment = Attachment(
        owner_id=owner,
        kind="picture",
        name=name,
        type="image/webp",
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        color=picture.color,
    )
    return _kept_whole_or_not_at_all(attachment, io.BytesIO(picture.data), picture.thumbnail)


def take_file(owner: int, file: BinaryIO, name: str) -> Attachment:
    """Store a file as it is."""
    size = file.seek(0, io.SEEK_END)
    if not size:
        raise Bad("This file is empty.")
    file.seek(0)
    found = type_of(file.read(READ))
    file.seek(0)
    attachment = Attachment(owner_id=owner, kind="file", name=name, type=found, size=size)
    return _kept_whole_or_not_at_all(attachment, file)


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
