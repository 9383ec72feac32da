"""What commands about conversations take, for oneself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from chat.arguments.kinds import MAX_BODY
from chat.arguments.values import Moment, says_something
from happychat.commands.schema import Arguments, Id, Seq, Version, text


def _true(value: bool) -> bool:
    if not value:
        raise PydanticCustomError("true", "what was cleared cannot be brought back")
    return value


class Sync(Arguments):
    """Ask what is missing of some streams."""

    have: Annotated[dict[Id, Version], Field(min_length=1, max_length=200)]
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class Nothing(Arguments):
    """There is nothing to say."""


class Open(Arguments):
    """Find the conversation with a person."""

    user: Id


class Read(Arguments):
    """Move a read mark, or a delivered one."""

    stream: Id
    seq: Seq
    delivered: bool = False


class Settings(Arguments):
    """Arrange a conversation for oneself."""

    stream: Id
    pinned: bool | None = None
    archived: bool | None = None
    hidden: bool | None = None
    cleared: Annotated[bool, AfterValidator(_true)] | None = None
    unread: bool | None = None
    muted_until: Moment | None = None
    notify: Literal["all", "mentions", "none"] | None = None
    folder: text(20, empty=True) | None = None  # type: ignore[valid-type]
    draft: text(MAX_BODY, empty=True) | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _something(self) -> Settings:
        return says_something(self, {"stream"})


class Typing(Arguments):
    """Say that one is writing."""

    stream: Id
