"""As much of YAML as compose.yaml needs: mappings, lists, plain and quoted words. Anything else is an error."""

from __future__ import annotations

import json
import re
from typing import Any

KEY = re.compile(r'("[^"]*"|[\w.-]+):(?: +(.*))?\Z')
COMMENT = re.compile(r"""\A((?:[^"'#]|"[^"]*"|'[^']*'|(?<=\S)#)*?)(?:(?:\A|\s+)#.*)?\Z""")
SPECIAL = set("&*!|>%@`{'")
Line = tuple[int, str]


def parse(text: str) -> Any:
    """Return what the text says; numbers and dates stay words."""
    lines = [
        (len(line) - len(line.lstrip(" ")), line.strip()) for line in map(_bare, text.splitlines()) if line.strip()
    ]
    value, rest = _block(lines, lines[0][0])
    if rest:
        raise ValueError(f"not understood: {rest[0][1]}")
    return value


def _bare(line: str) -> str:
    found = COMMENT.match(line)
    if not found or "\t" in line:
        raise ValueError(f"not understood: {line}")
    return found[1]


def _block(lines: list[Line], indent: int) -> tuple[Any, list[Line]]:
    if lines[0][1].startswith("- "):
        return _list(lines, indent)
    mapping: dict[str, Any] = {}
    while lines and lines[0][0] == indent:
        found = KEY.match(lines[0][1])
        key = str(_word(found[1])) if found else ""
        if not found or key in mapping:
            raise ValueError(f"not a new key: {lines[0][1]}")
        lines = lines[1:]
        if found[2]:
            value: Any = _value(found[2])
        elif lines and lines[0][0] > indent:
            value, lines = _block(lines, lines[0][0])
        else:
            value = None
        mapping[key] = value
    return mapping, lines


def _list(lines: list[Line], indent: int) -> tuple[list[Any], list[Line]]:
    items = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
        items.append(_value(lines[0][1][2:].strip()))
        lines = lines[1:]
    return items, lines


def _value(text: str) -> Any:
    if text.startswith("["):
        inside = re.fullmatch(r"\[(.*)\]", text)
        if not inside:
            raise ValueError(f"a list that does not end: {text}")
        return [_word(part) for part in re.findall(r'"[^"]*"|[^\s,][^,]*', inside[1])]
    return _word(text)


def _word(text: str) -> str | bool:
    text = text.strip()
    if text.startswith('"'):
        return str(json.loads(text))
    if text[0] in SPECIAL or ": " in text:
        raise ValueError(f"not understood: {text}")
    return {"true": True, "false": False}.get(text, text)
