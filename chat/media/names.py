"""What a file is called: nothing in a name reaches a disk, turns the text around it, or goes on for ever."""

from __future__ import annotations

import unicodedata

MAX_BYTES = 255  # what most disks take
MAX_ENDING_BYTES = 32


def clean_name(name: str, otherwise: str) -> str:
    """Return a file's name without folders, control and direction characters, at most 255 bytes with its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending.encode()) > MAX_ENDING_BYTES:
        stem, dot, ending = kept, "", ""
    room = MAX_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending or otherwise
