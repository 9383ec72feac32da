"""Pictures: decoded, checked, turned upright and written anew, so that nothing of the file that came is kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from chat import media
from happychat.commands.errors import Bad, TooLong

DECODER = Path(media.__file__).with_name("decoding.py")
MAX_SIDE = 1600
STICKER_SIDE = 512
PATIENCE_S = 60  # when the machine is busy; of its time the decoder takes a third of that at most
TOO_MANY = {
    "pixels": "This picture has too many pixels; 40 million are allowed.",
    "frames": "This picture has too many frames; 500 are allowed.",
}
UNREADABLE = "This is not a picture this server can read: send JPEG, PNG, GIF, WebP, AVIF or HEIC."

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


def written_anew(file: BinaryIO, side: int = MAX_SIDE) -> Written:
    """Return a picture as WebP, upright, at most so many pixels a side, without metadata; what moves goes on moving.

    Decoded in a process of its own, whose memory and time are bounded. Bad for what is no picture this server
    reads, TooLong for too many pixels or frames.
    """
    file.seek(0)
    with at_once, tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        head, _, rest = _decoded(copy, side).partition(b"\n")
    about = json.loads(head)
    if too_many := about.get("too_many"):
        raise TooLong(TOO_MANY[too_many])
    return Written(rest[: about["size"]], rest[about["size"] :], about["width"], about["height"], about["color"])


def _decoded(file: BinaryIO, side: int) -> bytes:
    command = [sys.executable, "-I", str(DECODER), str(side)]
    try:
        # Its complaints are of no use to anybody: a broken file trips the decoder in many ways.
        done = subprocess.run(  # noqa: S603
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE_S, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Bad(UNREADABLE) from error
    return done.stdout
