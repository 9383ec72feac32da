"""The parts of the page's program: which every visit needs, what they say, and how long they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings

PARTS = re.compile(r'from\s*"\./(chunk-\w+\.js)"')
FOR_EVER = "max-age=315360000, public, immutable"


@dataclass(frozen=True)
class Parts:
    """The program as it was built."""

    names: tuple[str, ...] = ()  # of the parts the program loads at once
    first: str = ""  # the program and those parts
    later: str = ""  # all other parts


def first_parts() -> list[str]:
    """Return the addresses of what the program loads at once, so that the page can name them beside it."""
    return [f"{settings.STATIC_URL}dist/{name}" for name in parts().names]


def parts() -> Parts:
    """Return the program; while somebody works on it, as it is now."""
    return _read() if settings.DEBUG else _kept()


@lru_cache(maxsize=8192)
def says_later(said: Parts, text: str) -> bool:
    """Tell whether a text stands in later parts, and in the first ones not."""
    return _stands_in(said.later, text) and not _stands_in(said.first, text)


def keep_parts(headers: Any, path: str, url: str) -> None:
    """Let browsers keep parts for ever: their names change with what is in them."""
    if url.startswith(f"{settings.STATIC_URL}dist/chunk-"):
        headers["Cache-Control"] = FOR_EVER


@cache
def _kept() -> Parts:
    return _read()


def _read() -> Parts:
    folder = settings.BASE_DIR / "static" / "dist"
    program = folder / "app.js"
    if not program.exists():
        return Parts()
    text = program.read_text(encoding="utf-8")
    names = tuple(PARTS.findall(text))
    chunks = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("chunk-*.js"))}
    first = [text, *(chunk for name, chunk in chunks.items() if name in names)]
    later = [chunk for name, chunk in chunks.items() if name not in names]
    return Parts(names, "".join(first), "".join(later))


def _stands_in(program: str, text: str) -> bool:
    return any(f"{quote}{text}{quote}" in program for quote in "\"'`")
