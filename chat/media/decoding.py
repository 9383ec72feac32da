"""Decode a picture from stdin and write it anew to stdout: a program of its own, so that what goes wrong stays there.

Run by `chat.actions.pictures`. It answers one line of JSON, then the picture, then the small one.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
from typing import Any, BinaryIO

import pi_heif  # type: ignore[import-untyped]
from PIL import Image, ImageOps

FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF"]
MOVING = {"PNG", "GIF", "WEBP", "AVIF"}
MAX_PIXELS = 40_000_000  # of all frames together
MAX_FRAMES = 500
MAX_SIDE = 1600  # of what moves
THUMBNAIL_SIDE = 480
QUALITY = 85

MEMORY = 1024 * 1024 * 1024  # addresses, of which the libraries take a third
CPU_SECONDS = 20


class TooMuch(Exception):
    """Its name says of what: `pixels` or `frames`."""


def main(side: int) -> None:
    """Answer what came of the picture, at most so many pixels a side, or how it failed; so does the exit code."""
    _be_bounded()
    pi_heif.register_heif_opener()
    try:
        about, data, thumbnail = _written(sys.stdin.buffer, side)
    except TooMuch as much:
        about, data, thumbnail = {"too_many": str(much)}, b"", b""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        about, data, thumbnail = {"too_many": "pixels"}, b"", b""
    head = json.dumps({**about, "size": len(data), "thumbnail_size": len(thumbnail)})
    sys.stdout.buffer.write(head.encode() + b"\n" + data + thumbnail)


def _be_bounded() -> None:
    os.nice(5)  # the talk comes first
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):  # not every system knows all of them
            resource.setrlimit(limit, (most, most))


def _written(file: BinaryIO, side: int) -> tuple[dict[str, Any], bytes, bytes]:
    picture = Image.open(file, formats=FORMATS)
    # The header says the size before a pixel is decoded.
    if picture.width * picture.height > MAX_PIXELS:
        raise TooMuch("pixels")
    durations = _durations(picture)
    still = _still(picture, side)
    data = io.BytesIO()
    if len(durations) > 1:
        picture.info.pop("background", None)
        picture.save(data, "WEBP", save_all=True, duration=durations, loop=0, quality=QUALITY, method=0)
    else:
        still.save(data, "WEBP", quality=QUALITY)
    about = {"width": still.width, "height": still.height, "color": _average(still)}
    return about, data.getvalue(), _thumbnail(still, moves=len(durations) > 1)


def _durations(picture: Image.Image) -> list[int]:
    """Return how long each frame is seen; none of a picture that stands, or is too large to be written moving."""
    if picture.format not in MOVING or max(picture.size) > MAX_SIDE or not getattr(picture, "is_animated", False):
        return []
    durations: list[int] = []
    try:
        while True:
            picture.seek(len(durations))
            if picture.format in {"WEBP", "AVIF"}:  # a frame says how long it is seen only when it is decoded
                picture.load()
            durations.append(int(picture.info.get("duration", 100)))
            if len(durations) > MAX_FRAMES:
                raise TooMuch("frames")
            if len(durations) * picture.width * picture.height > MAX_PIXELS:
                durations = []
                break
    except EOFError:
        pass
    picture.seek(0)
    return durations


def _still(picture: Image.Image, side: int) -> Image.Image:
    picture.draft("RGB", (side, side))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((side, side))
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


if __name__ == "__main__":
    main(int(sys.argv[1]))
