"""Reading compose.yaml as Compose would, with what a person wrote into deploy/.env."""

from __future__ import annotations

import re
from typing import Any

from tests.blackbox.support.server import PROJECT

from .yaml_subset import parse

VARIABLE = re.compile(r"\$\{(\w+):\?[^}]*\}")


def text() -> str:
    """Return the file."""
    return (PROJECT / "deploy/compose.yaml").read_text("utf-8")


def compose(**filled_in: str) -> Any:
    """Return the file's content, with these variables in place where they are named."""
    return parse(VARIABLE.sub(lambda found: filled_in.get(found[1], found[0]), text()))


def example() -> dict[str, str]:
    """Return the variables of env.example as they stand there."""
    lines = (PROJECT / "deploy/env.example").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
