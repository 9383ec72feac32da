"""Pictures: decoded, checked, turned upright and written anew, so that nothing of the file that came is kept."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from happychat.commands.errors import Bad, TooLong

FORMATS = ["JPEG", "PNG", "GIF", "WEBP"]
MOVING = {"GIF", "WEBP"}
MAX_PIXELS = 40_000_000  # of all frames together
MAX_FRAMES = 500
MAX_SIDE = 1600
THUMBNAIL_SIDE = 480
QUALITY = 85
TOO_MANY_PIXELS = "This picture has too many pixels; 40 million are allowed."
TOO_MANY_FRAMES = f"This picture has too many frames; {MAX_FRAMES} are allowed."

# A decoded picture is large: however many are sent at once, so many are in memory.
at_once = threading.BoundedSemaphore(2)


@dataclass(slots=True)
class Written:
    """A picture as it is kept, and what is known of it."""

    data: bytes
    thumbnail: bytes  # empty where the picture itself is small
    width: int
    height: int
    color: str


def written_anew(file: BinaryIO) -> Written:
    """Return a picture as WebP, upright, at most 1600 px a side, without metadata; what moves goes on moving.

    Bad for what is no picture this server reads, TooLong for too many pixels or frames.
    """
    with at_once:
        try:
            return _written(file)
        except TooLong:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooLong(TOO_MANY_PIXELS) from error
        except Exception as error:  # a broken file trips the decoder in many ways, struct.error and TypeError too
            raise Bad("This is not a picture this server can read: send JPEG, PNG, GIF or WebP.") from error


def _written(file: BinaryIO) -> Written:
    picture = Image.open(file, formats=FORMATS)
    # The header says the size before a pixel is decoded.
    if picture.width * picture.height > MAX_PIXELS:
        raise TooLong(TOO_MANY_PIXELS)
    durations = _durations(picture)
    still = _still(picture)
    data = io.BytesIO()
    if len(durations) > 1:
        picture.info.pop("background", None)
        picture.save(data, "WEBP", save_all=True, duration=durations, loop=0, quality=QUALITY, method=0)
    else:
        still.save(data, "WEBP", quality=QUALITY)
    return Written(data.getvalue(), _thumbnail(still, moves=len(durations) > 1), *still.size, _average(still))


def _durations(picture: Image.Image) -> list[int]:
    """Return how long each frame is seen; none of a picture that stands, or is too large to be written moving."""
    if picture.format not in MOVING or max(picture.size) > MAX_SIDE or not getattr(picture, "is_animated", False):
        return []
    durations: list[int] = []
    try:
        while True:
            picture.seek(len(durations))
            if picture.format == "WEBP":  # a frame says how long it is seen only when it is decoded
                picture.load()
            durations.append(int(picture.info.get("duration", 100)))
            if len(durations) > MAX_FRAMES:
                raise TooLong(TOO_MANY_FRAMES)
            if len(durations) * picture.width * picture.height > MAX_PIXELS:
                durations = []
                break
    except EOFError:
        pass
    picture.seek(0)
    return durations


def _still(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _thumbnail(still: Image.Image, *, moves: bool) -> bytes:
    if max(still.size) <= THUMBNAIL_SIDE and not moves:
        return b""
    small = still.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    data = io.BytesIO()
    small.save(data, "WEBP", quality=QUALITY)
    return data.getvalue()


def _average(picture: Image.Image) -> str:
    red, green, blue = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"
