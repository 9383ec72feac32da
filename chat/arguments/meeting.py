"""What commands take by which people meet by chance."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from happychat.commands.schema import Arguments, Id, Unrepeated, text

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?\z")]


class StartMatch(Arguments):
    """Seek somebody to talk with."""

    tags: Annotated[list[text(20)], Field(max_length=5), Unrepeated] = []  # type: ignore[valid-type]
    languages: Annotated[list[Language], Field(max_length=5), Unrepeated] = []


class OfMatch(Arguments):
    """Name a match."""

    stream: Id


class StopMatch(Arguments):
    """Name a match, or none while one waits."""

    stream: Id = ""
