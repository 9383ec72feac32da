"""What commands about messages take."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from chat.arguments.kinds import MAX_BODY, Chain, Dice, Poll, as_sent
from chat.arguments.values import Moment, says_something
from chat.emoji import OF_SITE, is_emoji
from happychat.commands.schema import Arguments, ClientId, Id, Seq, Unrepeated, text


def _all_stands_alone(self: Any) -> Any:
    if any(getattr(self, name) is None for name in self.model_fields_set):
        raise PydanticCustomError("null", "nothing is ever null")
    if self.mentions and "all" in self.mentions and len(self.mentions) > 1:
        raise PydanticCustomError("all", "all stands alone")
    return self


def _emoji(value: str) -> str:
    if not is_emoji(value) and OF_SITE.fullmatch(value) is None:
        raise PydanticCustomError("emoji", "a reaction is one emoji")
    return value


Answer = text(100, empty=True)


class SendMessage(Arguments):
    """Say something in a conversation."""

    stream: Id
    client_id: ClientId
    kind: Literal["text", "album", "file", "voice", "card", "chain", "dice", "poll", "sticker"] = "text"
    body: Annotated[text(MAX_BODY) | None, Field()] = None  # type: ignore[valid-type]
    reply_to: Seq | None = None
    mentions: Annotated[list[Id], Field(max_length=20), Unrepeated] | None = None
    attachments: Annotated[list[Id], Field(min_length=1, max_length=9), Unrepeated] | None = None
    card: Id | None = None
    chain: Chain | None = None
    dice: Dice | None = None
    poll: Poll | None = None
    sticker: Id | None = None
    open: bool = False

    _all_alone = model_validator(mode="after")(_all_stands_alone)
    _of_its_kind = model_validator(mode="after")(as_sent)


class OfMessage(Arguments):
    """Name a message."""

    stream: Id
    seq: Seq


class Messages(Arguments):
    """Name messages of a conversation."""

    stream: Id
    seqs: Annotated[list[Seq], Field(min_length=1, max_length=30), Unrepeated]


class ForwardMessages(Arguments):
    """Say messages again in other conversations."""

    source: Annotated[Messages, Field(alias="from")]
    to: Annotated[list[Id], Field(min_length=1, max_length=9), Unrepeated]
    client_id: ClientId
    merged: bool = False
    body: text(MAX_BODY) | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _nothing_null(self) -> ForwardMessages:
        return says_something(self, set())


class ScheduleMessage(Arguments):
    """Have something said later, or not at all."""

    client_id: ClientId
    at: Moment
    stream: Id | None = None
    kind: Literal["text"] | None = None
    body: Annotated[text(MAX_BODY) | None, Field()] = None  # type: ignore[valid-type]
    reply_to: Seq | None = None
    mentions: Annotated[list[Id], Field(max_length=20), Unrepeated] | None = None

    def said(self) -> dict[str, Any]:
        """Return what is to be said, as `message.send` takes it."""
        said: dict[str, Any] = self.model_dump(exclude_unset=True, exclude={"client_id", "at"})
        return said

    @model_validator(mode="after")
    def _sendable(self) -> ScheduleMessage:
        if self.at:
            SendMessage.model_validate({"client_id": self.client_id, **self.said()})
        elif self.said():
            raise PydanticCustomError("cancel", "what is not to be sent has nothing to say")
        return self


class AnswerMessage(OfMessage):
    """Answer a poll or a chain, or ask what my answer is."""

    options: Annotated[list[Annotated[int, Field(ge=0, le=19)]], Field(max_length=20), Unrepeated] | None = None
    text: Annotated[Answer | None, Field()] = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _one(self) -> AnswerMessage:
        given = self.model_fields_set - {"stream", "seq"}
        if len(given) > 1 or any(getattr(self, name) is None for name in given):
            raise PydanticCustomError("one", "one of options and text, or neither")
        return self


class KeepSticker(Arguments):
    """Keep a sticker, for oneself or for a group."""

    attachment: Id
    on: bool
    stream: Id | None = None

    @model_validator(mode="after")
    def _no_null(self) -> KeepSticker:
        if "stream" in self.model_fields_set and self.stream is None:
            raise PydanticCustomError("null", "nothing is ever null")
        return self


class Remind(OfMessage):
    """Be reminded of a message, or no more."""

    at: Moment


class EditMessage(Arguments):
    """Say a message in other words."""

    stream: Id
    seq: Seq
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    body: text(MAX_BODY)  # type: ignore[valid-type]
    mentions: Annotated[list[Id], Field(max_length=20), Unrepeated] | None = None
    open: bool = False

    _all_alone = model_validator(mode="after")(_all_stands_alone)


class React(Arguments):
    """Put a reaction on a message, or take it off."""

    stream: Id
    seq: Seq
    emoji: Annotated[str, AfterValidator(_emoji)]
    on: bool


class Pin(Arguments):
    """Keep a message at the top, or not."""

    stream: Id
    seq: Seq
    on: bool


Words = text(500, empty=True)


class ReportSomething(Arguments):
    """Ask the moderators to look at a message, a conversation or a person."""

    reason: Literal["spam", "abuse", "sexual", "violence", "illegal", "other"]
    text: Words = ""  # type: ignore[valid-type]
    stream: Id | None = None
    seq: Seq | None = None
    user: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> ReportSomething:
        if self.model_fields_set - {"reason", "text"} not in ({"stream"}, {"stream", "seq"}, {"user"}):
            raise PydanticCustomError("one", "one of stream with seq, stream, and user")
        return says_something(self, {"reason", "text"})
