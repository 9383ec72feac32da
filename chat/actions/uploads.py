"""Taking in pictures: decoded, checked, and written anew, so that nothing of the file that came is kept."""

from __future__ import annotations

import io
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from chat.models import Attachment
from happychat.commands.errors import Bad, TooLong

FORMATS = ["JPEG", "PNG", "GIF", "WEBP"]
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600
QUALITY = 85
TOO_MANY_PIXELS = "This picture has too many pixels; 40 million are allowed."


def take_picture(owner: int, file: BinaryIO, name: str) -> Attachment:
    """Store a picture, turned upright, at most 1600 px a side, without metadata.

    Bad for what is no picture this server reads, TooLong for too many pixels.
    """
    picture = _decoded(file)
    data = io.BytesIO()
    picture.save(data, "WEBP", quality=QUALITY)
    attachment = Attachment(
        owner_id=owner,
        kind="picture",
        name=name,
        type="image/webp",
        size=data.tell(),
        width=picture.width,
        height=picture.height,
        color=_average(picture),
    )
    _kept_whole_or_not_at_all(attachment, data.getvalue())
    return attachment


def _kept_whole_or_not_at_all(attachment: Attachment, data: bytes) -> None:
    name = attachment.file.field.generate_filename(attachment, f"{attachment.pk}.webp")
    try:
        attachment.file.name = default_storage.save(name, ContentFile(data))
        attachment.save(force_insert=True)
    except Exception:  # a full disk keeps a part of the file; without a row nobody would ever find it
        default_storage.delete(name)
        raise


def _decoded(file: BinaryIO) -> Image.Image:
    try:
        picture = Image.open(file, formats=FORMATS)
        # The header says the size before a pixel is decoded.
        if picture.width * picture.height > MAX_PIXELS:
            raise TooLong(TOO_MANY_PIXELS)
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((MAX_SIDE, MAX_SIDE))
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except TooLong:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLong(TOO_MANY_PIXELS) from error
    except Exception as error:  # a broken file trips the decoder in many ways, struct.error and TypeError among them
        raise Bad("This is not a picture this server can read: send JPEG, PNG, GIF or WebP.") from error


def _average(picture: Image.Image) -> str:
    red, green, blue = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"
