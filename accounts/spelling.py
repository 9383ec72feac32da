"""Chinese names by letters: for lists in alphabetical order, and for who types `lxy`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from django.db import models

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Where a character is a surname it sounds otherwise than anywhere else.
SURNAMES = {
    "单": "shan",
    "單": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "朴": "piao",
    "盖": "ge",
    "区": "ou",
    "區": "ou",
    "缪": "miao",
    "尉": "yu",
    "翟": "zhai",
    "覃": "qin",
    "长": "zhang",
    "召": "shao",
    "种": "chong",
    "重": "chong",
    "员": "yun",
    "洗": "xian",
    "黑": "he",
    "不": "fou",
    "折": "she",
    "秘": "bi",
    "乐": "yue",
}


def spelled(name: str) -> str:
    """Return a name's syllables and words in small letters, "lin xiao yu"; nothing where no character is Chinese."""
    if not HAN.search(name):
        return ""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # names are not phrases, and those take 50 MB
    from pypinyin import lazy_pinyin

    surname = SURNAMES.get(name[0], "")
    words = [surname, *lazy_pinyin(name[1:])] if surname else lazy_pinyin(name)
    return " ".join(" ".join(words).lower().split())


def initials_pattern(typed: str) -> str:
    """Return a pattern for names whose syllables begin with the letters typed."""
    return r"(^| )" + r"[a-z]* ".join(map(re.escape, typed))


if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class SpelledField(Text):
    """Keep how another field is spelled by letters, written whenever the row is saved."""

    def __init__(self, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(**{"max_length": 250, "blank": True, "editable": False, **options})

    def deconstruct(self) -> Any:
        """Return what migrations need to make it again."""
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the letters of the other field as it is saved."""
        value = self.derived(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value

    def derived(self, name: str) -> str:
        """Return the letters of a name."""
        return spelled(name)
