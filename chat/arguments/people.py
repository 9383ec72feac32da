"""What commands about people take, and about oneself."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from accounts.names import clean_nickname
from chat.arguments.values import says_something
from happychat.commands.schema import Arguments, Id, Unrepeated, text

HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]\z"


_zones = cache(available_timezones)  # it looks through hundreds of files


def _zone(value: str) -> str:
    if value not in _zones():
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
    zone: Annotated[text(40), AfterValidator(_zone)] | None = None  # type: ignore[valid-type]

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
