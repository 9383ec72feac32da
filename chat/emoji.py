"""What counts as one emoji."""

from __future__ import annotations

import re

LONGEST = 32  # code points; a family with skin tones has ten
_BASE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934-\u2b55\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
_ONE = f"{_BASE}\ufe0f?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
_EMOJI = re.compile(f"{_ONE}(?:\u200d{_ONE})*|[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3")


OF_SITE = re.compile(":([a-z0-9_]{2,32}):")


def is_emoji(text: str) -> bool:
    """Say whether a text is one emoji: with its skin tone, joined ones, a flag or a key."""
    return len(text) <= LONGEST and _EMOJI.fullmatch(text) is not None
