"""What counts as one emoji, and those the page offers."""

from __future__ import annotations

import json

from chat.emoji import is_emoji
from happychat.management.commands.emoji_data import PATH

TONES = [chr(code) for code in range(0x1F3FB, 0x1F400)]


def test_every_emoji_of_the_picker_counts_as_one_with_its_tones() -> None:
    groups = json.loads(PATH.read_text(encoding="utf-8"))
    entries = [entry for group in groups for entry in group]

    assert len(entries) > 1500
    assert [entry[0] for entry in entries if not is_emoji(entry[0])] == []
    toned = [e[0][0] + tone + e[0][1:].removeprefix("\ufe0f") for e in entries if len(e) == 7 for tone in TONES]
    assert [emoji for emoji in toned if not is_emoji(emoji)] == []
