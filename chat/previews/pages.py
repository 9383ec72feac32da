"""What a page says of itself: its title and a sentence, as plain text."""

from __future__ import annotations

import contextlib
import re
from html.parser import HTMLParser

from happychat.outbound import Answer

MOST_READ = 256 * 1024  # what a page says of itself stands at its beginning
MOST_TITLE = 200
MOST_TEXT = 300
# Only what is known to be quick and to make text: some codecs of Python are neither.
CHARSET = re.compile(r"utf-?8|gbk|gb2312|gb18030|big5|shift_jis|euc-(jp|kr)|iso-8859-\d{1,2}|windows-125\d")
DECLARED = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,20})", re.IGNORECASE)
# Controls, and what turns the direction of the text around it.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
SPACES = re.compile(r"\s+")


def said_by(answer: Answer) -> dict[str, str]:
    """Return the `title` and `text` of a page, those it has."""
    head = _Head()
    # What the parser cannot make out ends the page: what stood before it counts.
    with contextlib.suppress(AssertionError):
        head.feed(_decoded(answer))
    said = {
        "title": _line(head.named.get("og:title", "") or "".join(head.title), MOST_TITLE),
        "text": _line(head.named.get("og:description", "") or head.named.get("description", ""), MOST_TEXT),
    }
    return {name: words for name, words in said.items() if words}


def _decoded(answer: Answer) -> str:
    declared = DECLARED.search(answer.body, 0, 1024)
    charset = answer.charset or (declared[1].decode().lower() if declared else "")
    if not CHARSET.fullmatch(charset):
        charset = "utf-8"
    # Newer than what pages call it, and all of it.
    charset = "gb18030" if charset in {"gbk", "gb2312"} else charset
    return answer.body[:MOST_READ].decode(charset, "replace")


def _line(text: str, most: int) -> str:
    line = SPACES.sub(" ", UNSEEN.sub(" ", text)).strip()
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


class _Head(HTMLParser):
    """Gather the title and the named sentences of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title: list[str] = []
        self.named: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        if tag == "meta":
            said = dict(attrs)
            name = said.get("property") or said.get("name") or ""
            self.named.setdefault(name.lower(), said.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
