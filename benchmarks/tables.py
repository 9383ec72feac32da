"""Tables as text for a terminal and as Markdown for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first column is words, the others are figures."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def as_text(self) -> str:
        """Return it for a terminal."""
        every = [self.head, *self.rows]
        widths = [max(map(len, column)) for column in zip(*every, strict=True)]
        lines = [
            "  ".join(cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(cells)).rstrip()
            for cells in (zip(row, widths, strict=True) for row in every)
        ]
        return "\n".join([self.title, *lines])

    def as_markdown(self) -> str:
        """Return it for a page."""
        rule = ["---", *["---:"] * (len(self.head) - 1)]
        return "\n".join(
            [f"**{self.title}**", "", *(f"| {' | '.join(row)} |" for row in (self.head, rule, *self.rows))]
        )


def write_into(page: Path, name: str, text: str) -> None:
    """Put `text` between the page's marks `<!-- name -->` and `<!-- /name -->`."""
    before, begin, rest = page.read_text("utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not begin or not end:
        raise ValueError(f"{page} has no marks for {name}")
    page.write_text(f"{before}{begin}\n{text}\n\n{end}{after}", "utf-8")
