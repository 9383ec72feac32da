"""Reading Markdown: the pages of the project, their sections, tables and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"(#{1,6}) +(.+?)\s*\Z")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE_SPAN = re.compile(r"`[^`]*`")


@dataclass(frozen=True)
class Section:
    """A heading and the lines up to the next one of its level or above."""

    title: str
    level: int
    lines: tuple[str, ...]

    @property
    def tables(self) -> list[list[list[str]]]:
        """Return the tables as rows of cells, without the line under their heads."""
        tables: list[list[list[str]]] = []
        inside = False
        for line in self.lines:
            if not line.startswith("|"):
                inside = False
            elif not inside:
                tables.append([_cells(line)])
                inside = True
            elif set(line) - set("|-: "):
                tables[-1].append(_cells(line))
        return tables

    @property
    def table(self) -> list[list[str]]:
        """Return the one table of the section, without its head."""
        (only,) = self.tables
        return only[1:]


class Page:
    """One Markdown file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text("utf-8")

    @property
    def prose(self) -> list[str]:
        """Return the lines outside fenced code."""
        fenced = False
        lines = []
        for line in self.text.splitlines():
            if line.startswith("```"):
                fenced = not fenced
            elif not fenced:
                lines.append(line)
        return lines

    @property
    def sections(self) -> list[Section]:
        """Return every heading with what is below it, its own subsections too."""
        lines = self.prose
        heads = [(number, match) for number, line in enumerate(lines) if (match := HEADING.match(line))]
        found = []
        for place, (number, match) in enumerate(heads):
            level = len(match[1])
            end = next((n for n, other in heads[place + 1 :] if len(other[1]) <= level), len(lines))
            found.append(Section(match[2], level, tuple(lines[number + 1 : end])))
        return found

    def section(self, title: str) -> Section:
        """Return the section of that title, with or without a number before it."""
        (only,) = [s for s in self.sections if re.sub(r"^[0-9.]+ ", "", s.title) == title]
        return only

    @property
    def anchors(self) -> set[str]:
        """Return what a link may point to inside the page."""
        return {slug(section.title) for section in self.sections}

    @property
    def links(self) -> list[str]:
        """Return the targets of all links and pictures."""
        return [target for line in self.prose for target in LINK.findall(CODE_SPAN.sub("", line))]


@cache
def page(name: str) -> Page:
    """Return a page by its path in the project."""
    return Page(PROJECT / name)


def pages() -> list[Page]:
    """Return every page people are meant to read."""
    patterns = ("*.md", "docs/**/*.md", "benchmarks/*.md", "deploy/*.md")
    paths = [path for pattern in patterns for path in PROJECT.glob(pattern)]
    return [Page(path) for path in sorted(paths)]


def slug(title: str) -> str:
    """Return the anchor of a heading, as code hosts make it."""
    kept = re.sub(r"[^\w\- ]", "", title.lower().replace("`", ""))
    return kept.replace(" ", "-")


def plain(cell: str) -> str:
    """Return a cell without its marks."""
    return cell.replace("`", "").replace("**", "").strip()


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
