"""What a name that others see may be."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext

from happychat.commands.schema import INKLESS

MAX_NICKNAME = 32
MAX_MARKS = 4  # combining marks on one letter; more only make a line unreadable
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}  # not Cn: an emoji younger than this Python is one
_JOINER = "\u200d"  # holds families of emoji together


def clean_nickname(text: str) -> str:
    """Return a nickname as everybody will see it; ValueError with words for the person where it cannot be one."""
    kept = "".join(_kept(unicodedata.normalize("NFKC", text)))
    name = " ".join(kept.split())
    if not any(unicodedata.category(c)[0] in "LNPS" or unicodedata.category(c) == "Cn" for c in name):
        raise ValueError(gettext("A nickname needs at least one character that can be seen."))
    if len(name) > MAX_NICKNAME:
        raise ValueError(gettext("A nickname has at most 32 characters."))
    return name


def _kept(text: str) -> list[str]:
    kept: list[str] = []
    marks = 0
    for i, c in enumerate(text):
        category = unicodedata.category(c)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        between_symbols = c == _JOINER and 0 < i < len(text) - 1 and unicodedata.category(text[i - 1])[0] in "SM"
        if (category not in _INVISIBLE or between_symbols) and c not in INKLESS and marks <= MAX_MARKS:
            kept.append(c)
    return kept
