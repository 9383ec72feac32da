"""What messages of each kind are sent with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from chat.arguments.values import PastMoment
from happychat.commands.schema import Arguments, Unrepeated, text

MAX_BODY = 8000
MAX_CAPTION = 1000


class Dice(Arguments):
    """Roll a dice, or draw one of some lots."""

    sides: Annotated[int, Field(ge=2, le=1000)] | None = None
    options: Annotated[list[text(40)], Field(min_length=2, max_length=50)] | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _one(self) -> Dice:
        if len(self.model_fields_set) != 1 or (self.sides is None and self.options is None):
            raise PydanticCustomError("one", "one of sides and options")
        return self


class Poll(Arguments):
    """Let people choose."""

    options: Annotated[list[text(100)], Field(min_length=2, max_length=20), Unrepeated]  # type: ignore[valid-type]
    multiple: bool = False
    anonymous: bool = False
    closes_at: PastMoment | None = None

    @model_validator(mode="after")
    def _no_null(self) -> Poll:
        if "closes_at" in self.model_fields_set and self.closes_at is None:
            raise PydanticCustomError("null", "nothing is ever null")
        return self


Entry = text(100)


class Chain(Arguments):
    """Let people sign up; `text` is the author's own line."""

    text: Annotated[Entry | None, Field()] = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _no_null(self) -> Chain:
        if "text" in self.model_fields_set and self.text is None:
            raise PydanticCustomError("null", "nothing is ever null")
        return self


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of message is sent with, beside what every message has."""

    needs: frozenset[str]
    may: frozenset[str] = frozenset()
    body: int = MAX_BODY  # characters, where it has one
    attachments: int = 0  # at most


EVERY = frozenset({"stream", "client_id", "kind", "reply_to"})
WORDS = frozenset({"body", "mentions"})
SHAPES = {
    "text": Shape(frozenset({"body"}), may=frozenset({"mentions", "open"})),
    "album": Shape(frozenset({"attachments"}), may=WORDS, body=MAX_CAPTION, attachments=9),
    "voice": Shape(frozenset({"attachments"}), attachments=1),
    "file": Shape(frozenset({"attachments"}), may=WORDS, body=MAX_CAPTION, attachments=1),
    "card": Shape(frozenset({"card"})),
    "chain": Shape(frozenset({"body", "chain"}), body=300),
    "dice": Shape(frozenset({"dice"})),
    "poll": Shape(frozenset({"body", "poll"}), body=300),
    "sticker": Shape(frozenset({"sticker"})),
}

S = TypeVar("S", bound=BaseModel)


def as_sent(message: S) -> S:
    """Refuse a message that has not what its kind is sent with, or something else besides."""
    said: Any = message
    shape = SHAPES[said.kind]
    if not shape.needs <= message.model_fields_set <= EVERY | shape.needs | shape.may:
        raise PydanticCustomError("kind", "each kind is sent with fields of its own")
    if said.body is not None and len(said.body) > shape.body:
        raise PydanticCustomError("string_too_long", "too many characters for this kind")
    if said.attachments is not None and len(said.attachments) > shape.attachments:
        raise PydanticCustomError("attachments", "too many attachments for this kind")
    return message
