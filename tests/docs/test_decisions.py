"""docs/decisions.md says why each direct dependency is here."""

from __future__ import annotations

import json
import re

from tests.docs.pages import PROJECT, page, plain


def required(name: str) -> set[str]:
    """Return the packages a list of ours asks for."""
    lines = (PROJECT / "requirements" / name).read_text("utf-8").splitlines()
    return {
        match[0] for line in lines if (match := re.match(r"[A-Za-z0-9_.-]+", line)) and not line.startswith(("#", "-"))
    }


def test_every_direct_dependency_has_its_reason() -> None:
    npm = json.loads((PROJECT / "package.json").read_text("utf-8"))
    running = required("runtime.in") | set(npm["dependencies"])
    developing = required("dev.in") | required("node.in") | set(npm["devDependencies"])

    assert listed("What we build on") == running
    assert listed("What we test with") == developing


def listed(title: str) -> set[str]:
    return {plain(row[0]) for row in page("docs/decisions.md").section(title).table}
