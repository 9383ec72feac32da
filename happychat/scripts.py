"""The parts of the page's program: which every visit needs, and how long they are kept."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings

PARTS = re.compile(r'from\s*"\./(chunk-\w+\.js)"')
FOR_EVER = "max-age=315360000, public, immutable"


def first_parts() -> list[str]:
    """Return the addresses of what the program loads at once, so that the page can name them beside it."""
    return _read() if settings.DEBUG else _kept()


def keep_parts(headers: Any, path: str, url: str) -> None:
    """Let browsers keep parts for ever: their names change with what is in them."""
    if url.startswith(f"{settings.STATIC_URL}dist/chunk-"):
        headers["Cache-Control"] = FOR_EVER


@cache
def _kept() -> list[str]:
    return _read()


def _read() -> list[str]:
    program = settings.BASE_DIR / "static" / "dist" / "app.js"
    found = PARTS.findall(program.read_text(encoding="utf-8")) if program.exists() else []
    return [f"{settings.STATIC_URL}dist/{name}" for name in found]
