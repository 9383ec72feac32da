"""docs/self-hosting.md lists every variable of the environment, with its default and what it means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from happychat.environment import BASE_DIR, Environment
from tests.docs.pages import page

PAGE = page("docs/self-hosting.md")


def generated() -> list[str]:
    """Return the table as the class has it: what to paste into the page when this fails."""
    lines = ["| variable | default | |", "|---|---|---|"]
    for name, field in Environment.model_fields.items():
        words = " ".join(filter(None, [field.description, choices(field.annotation)]))
        lines.append(f"| `HAPPYCHAT_{name.upper()}` | {default(field.default)} | {words} |")
    return lines


def default(value: Any) -> str:
    """Return a default as a person would set it."""
    if isinstance(value, Path):
        return f"`{value.relative_to(BASE_DIR)}/`"
    if isinstance(value, bool):
        return str(int(value))
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`" if value != "" else ""


def choices(annotation: Any) -> str:
    """Return the values a variable may have, where they are few."""
    values = [value for value in get_args(annotation) if isinstance(value, str)]
    return f"({' '.join(json.loads(json.dumps(values)))})" if values else ""


def test_the_table_is_the_classs() -> None:
    (table,) = [s for s in PAGE.sections if s.title == "Variables"]
    lines = [line for line in table.lines if line.startswith("|")]

    assert lines == generated(), "\n".join(generated())


def test_every_variable_named_anywhere_exists() -> None:
    import re

    from tests.docs.pages import pages

    known = {f"HAPPYCHAT_{name.upper()}" for name in Environment.model_fields}
    for one in pages():
        assert set(re.findall(r"HAPPYCHAT_[A-Z_]+", one.text)) <= known, one.path
