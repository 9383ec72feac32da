"""Ids as clients see them: a letter and a number, opaque to them."""

from __future__ import annotations

import re

from happychat.commands.errors import NotFound

_WIRE = re.compile(r"([uc])([1-9][0-9]{0,17})\Z")


def user_name(pk: int) -> str:
    """Return a person's id on the wire."""
    return f"u{pk}"


def stream_name(pk: int) -> str:
    """Return a conversation's id on the wire."""
    return f"c{pk}"


def user_pk(name: str) -> int:
    """Return the key of a person; NotFound where no person could be called so."""
    return _pk(name, "u")


def stream_pk(name: str) -> int:
    """Return the key of a conversation; NotFound where none could be called so."""
    return _pk(name, "c")


def _pk(name: str, letter: str) -> int:
    match = _WIRE.match(name)
    if match is None or match[1] != letter:
        raise NotFound
    return int(match[2])
