"""What the commands of this app take, said exactly."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from accounts.names import clean_nickname
from chat.emoji import is_emoji
from happychat.commands.schema import Arguments, ClientId, Id, Seq, Unrepeated, Version, text

MAX_BODY = 8000
HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]\z"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z\Z")


def _moment(value: str) -> str:
    if value and not (_TIME.match(value) and _exists(value)):
        raise PydanticCustomError("time", "a time looks like 2026-11-20T12:00:00.000Z")
    return value


def _exists(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:  # the 30th of February
        return False
    return True


def _true(value: bool) -> bool:
    if not value:
        raise PydanticCustomError("true", "what was cleared cannot be brought back")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("zone", "a zone looks like Europe/Berlin")
    return value


def _github(value: str) -> str:
    if not re.match(r"[A-Za-z0-9-]*\Z", value):
        raise PydanticCustomError("github", "a GitHub name has letters, digits and dashes")
    return value


def _web_address(value: str) -> str:
    if value and not re.match(r"https?://[^\s/?#]+\.?[^\s]*\Z", value):
        raise PydanticCustomError("url", "an address begins with http:// or https://")
    return value


Moment = Annotated[str, AfterValidator(_moment)]
PastMoment = Annotated[str, StringConstraints(min_length=1), AfterValidator(_moment)]


class Sync(Arguments):
    """Ask what is missing of some streams."""

    have: Annotated[dict[Id, Version], Field(min_length=1, max_length=200)]
    limit: Annotated[int, Field(ge=1, le=500)] = 200


def _all_stands_alone(self: Any) -> Any:
    if any(getattr(self, name) is None for name in self.model_fields_set):
        raise PydanticCustomError("null", "nothing is ever null")
    if self.mentions and "all" in self.mentions and len(self.mentions) > 1:
        raise PydanticCustomError("all", "all stands alone")
    return self


def _emoji(value: str) -> str:
    if not is_emoji(value):
        raise PydanticCustomError("emoji", "a reaction is one emoji")
    return value


class SendMessage(Arguments):
    """Say something in a conversation."""

    stream: Id
    client_id: ClientId
    kind: Literal["text"] = "text"
    body: text(MAX_BODY)  # type: ignore[valid-type]
    reply_to: Seq | None = None
    mentions: Annotated[list[Id], Field(max_length=20), Unrepeated] | None = None

    _all_alone = model_validator(mode="after")(_all_stands_alone)


class OfMessage(Arguments):
    """Name a message."""

    stream: Id
    seq: Seq


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


class RequestContact(Arguments):
    """Ask a person to become friends."""

    user: Id
    greeting: text(60, empty=True) = ""  # type: ignore[valid-type]


class OfUser(Arguments):
    """Name a person."""

    user: Id


class Annotate(Arguments):
    """Keep something about a person to oneself."""

    user: Id
    note: text(40, empty=True) | None = None  # type: ignore[valid-type]
    star: bool | None = None
    tags: Annotated[list[text(20)], Field(max_length=20), Unrepeated] | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _something(self) -> Annotate:
        return says_something(self, {"user"})

    def changes(self) -> dict[str, Any]:
        """Return what was given."""
        return self.model_dump(exclude_unset=True, exclude={"user"})


class Quiet(Arguments):
    """The hours in which nothing calls."""

    start: Annotated[str, Field(alias="from", pattern=HOUR)]
    to: Annotated[str, Field(pattern=HOUR)]
    zone: Annotated[text(40), AfterValidator(_zone)]  # type: ignore[valid-type]


Who = Literal["everyone", "shared", "nobody"]


class Preferences(Arguments):
    """What a person prefers; what is not named stays."""

    theme: Literal["auto", "light", "dark"] | None = None
    text_size: Annotated[int, Field(ge=80, le=200)] | None = None
    receipts: bool | None = None
    last_seen: Literal["friends", "everyone", "nobody"] | None = None
    find: Who | None = None
    add: Who | None = None
    message: Who | None = None
    invite: Who | None = None
    sounds: bool | None = None
    quiet: Quiet | None = None

    @model_validator(mode="after")
    def _something(self) -> Preferences:
        return says_something(self, set())


class UpdateProfile(Arguments):
    """Change what one says of oneself."""

    nickname: Annotated[text(32), AfterValidator(clean_nickname)] | None = None  # type: ignore[valid-type]
    avatar: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}\z")] | None = None
    bio: text(200, empty=True) | None = None  # type: ignore[valid-type]
    gender: text(20, empty=True) | None = None  # type: ignore[valid-type]
    place: text(60, empty=True) | None = None  # type: ignore[valid-type]
    website: Annotated[text(200, empty=True), AfterValidator(_web_address)] | None = None  # type: ignore[valid-type]
    github: Annotated[text(39, empty=True), AfterValidator(_github)] | None = None  # type: ignore[valid-type]
    locale: Literal["en", "zh-hans"] | None = None
    preferences: Preferences | None = None

    @model_validator(mode="after")
    def _something(self) -> UpdateProfile:
        return says_something(self, set())


A = TypeVar("A", bound=Arguments)


def says_something(arguments: A, names: set[str]) -> A:
    """Refuse a change that changes nothing, and a null in the place of a value."""
    given = arguments.model_fields_set - names
    if not given:
        raise PydanticCustomError("empty", "name at least one thing to change")
    if any(getattr(arguments, name) is None for name in given):
        raise PydanticCustomError("null", "nothing is ever null")
    return arguments
