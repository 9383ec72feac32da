"""Values that several commands take, and what a change must say."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from happychat.commands.schema import Arguments

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


Moment = Annotated[str, AfterValidator(_moment)]
PastMoment = Annotated[str, StringConstraints(min_length=1), AfterValidator(_moment)]
A = TypeVar("A", bound=Arguments)


def says_something(arguments: A, names: set[str]) -> A:
    """Refuse a change that changes nothing, and a null in the place of a value."""
    given = arguments.model_fields_set - names
    if not given:
        raise PydanticCustomError("empty", "name at least one thing to change")
    if any(getattr(arguments, name) is None for name in given):
        raise PydanticCustomError("null", "nothing is ever null")
    return arguments
