"""What another system says by a push."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from happychat.commands.schema import Arguments, text


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not value.isprintable() or " " in value:
        raise PydanticCustomError("url", "a link begins with http:// or https://")
    return value


class Push(Arguments):
    """Tell a person or a group something."""

    to: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    text: text(8000)  # type: ignore[valid-type]
    title: text(100) | None = None  # type: ignore[valid-type]
    url: Annotated[str, StringConstraints(max_length=2000), AfterValidator(_web_address)] | None = None
    id: text(100) | None = None  # type: ignore[valid-type]
