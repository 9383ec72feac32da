"""What somebody asks of the robot, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

HAN = re.compile(r"[\u3400-\u9fff]")
LETTER = re.compile(r"[^\W\d_]")
MOST_READ = 500  # characters of a question; what is longer is not a question to rules
MOST_WORDS = 900  # of what is to be said again


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what is known of who asks."""

    text: str
    now: datetime  # in the zone of who asks
    earlier: tuple[str, ...] = ()  # what they said before in this talk, the newest last
    locale: str = "en"

    @property
    def is_chinese(self) -> bool:
        """Tell in which language to answer: that of the question; where it has none, their own."""
        if HAN.search(self.text):
            return True
        return not LETTER.search(self.text) and self.locale.startswith("zh")

    @property
    def zone(self) -> str:
        """Return the name of the time zone in which they are taken to be."""
        return getattr(self.now.tzinfo, "key", "") or str(self.now.tzname())

    @property
    def words(self) -> str:
        """Return the question as it was written; only blanks in a row are one."""
        return re.sub(r"[^\S\n]+", " ", self.text[:MOST_WORDS].strip())

    @property
    def clean(self) -> str:
        """Return the question without what surrounds it."""
        return " ".join(self.text[:MOST_READ].split()).strip(" .!?~。！？～，,")

    @property
    def plain(self) -> str:
        """Return it in small letters, too."""
        return self.clean.lower()

    def say(self, english: str, chinese: str) -> str:
        """Return the one of two sentences they understand."""
        return chinese if self.is_chinese else english


@dataclass(frozen=True, slots=True)
class Answer:
    """What the robot says, and perhaps what it will say later."""

    text: str
    later: str = ""
    at: datetime | None = None


Skill = Callable[[Asked], Answer | str | None]
