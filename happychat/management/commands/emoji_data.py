"""Write the emoji of the picker, from the packages of the page."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand
from pypinyin import lazy_pinyin

from happychat.environment import BASE_DIR

SOURCE = BASE_DIR / "node_modules" / "emoji-picker-element-data"
PATH = BASE_DIR / "static" / "emoji" / "all.json"
NEWEST = 15.0  # of 2022; many phones cannot draw newer ones
COMPONENTS = 2  # skin tones alone
DARK = "\U0001f3ff"


class Command(BaseCommand):
    help = "Write static/emoji/all.json: for each group, emoji with its words in English and Chinese, and pinyin."

    def handle(self, *args: Any, **options: Any) -> None:
        english, chinese = ({row["emoji"]: row for row in _rows(language)} for language in ("en", "zh"))
        groups: dict[int, list[list[Any]]] = {}
        for emoji, row in english.items():
            if row["version"] <= NEWEST and row["group"] != COMPONENTS:
                groups.setdefault(row["group"], []).append(_entry(row, chinese[emoji]))
        lines = [",\n".join(json.dumps(entry, ensure_ascii=False) for entry in group) for group in groups.values()]
        PATH.write_text("[[\n" + "\n], [\n".join(lines) + "\n]]\n", encoding="utf-8")


def _rows(language: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((SOURCE / language / "cldr" / "data.json").read_text(encoding="utf-8"))
    return sorted(rows, key=lambda row: (row["group"], row["order"]))


def _entry(english: dict[str, Any], chinese: dict[str, Any]) -> list[Any]:
    """Return emoji, name, words, and the same in Chinese, pinyin; 1 where it takes a skin tone."""
    entry: list[Any] = [
        english["emoji"],
        *_words(english),
        *_words(chinese),
        " ".join(lazy_pinyin(chinese["annotation"])),
    ]
    return [*entry, 1] if _takes_tone(english) else entry


def _words(row: dict[str, Any]) -> tuple[str, str]:
    name = row["annotation"]
    return name, " ".join(tag for tag in row["tags"] if tag not in name)


def _takes_tone(row: dict[str, Any]) -> bool:
    """Tell whether a tone simply follows the first character; couples, of many tones, stay as they are."""
    first, rest = row["emoji"][0], row["emoji"][1:].removeprefix("\ufe0f")
    return any(skin["emoji"] == first + DARK + rest for skin in row.get("skins", ()))
