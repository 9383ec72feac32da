"""The types arguments are made of: strict, and said once."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


class Arguments(BaseModel):
    """Base of every command's arguments: exact keys, exact types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul", "U+0000 is not text")
    return text


def _visible(text: str) -> str:
    if not is_visible(text):
        raise PydanticCustomError("blank", "at least one visible character is needed")
    return text


def is_visible(text: str) -> bool:
    """Tell whether a text has at least one character that can be seen."""
    if text.isascii():
        return bool(text.strip(_ASCII_BLANKS))
    return any(not c.isspace() and c not in INKLESS and unicodedata.category(c) not in _INVISIBLE for c in text)


# str.isspace is false for zero width characters (category Cf): a name of those alone would be invisible.
_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp", "Mn"}
_ASCII_BLANKS = "".join(map(chr, range(33))) + "\x7f"
INKLESS = "\u115f\u1160\u2800\u3164\uffa0"  # Hangul fillers and the empty braille pattern: letters by name only


def _unrepeated(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("repeated", "a list holds no repeats")
    return values


def text(limit: int, *, empty: bool = False) -> Any:
    """Return the type of a text of at most `limit` code points; `empty` allows the empty one."""
    checks = [StringConstraints(max_length=limit), AfterValidator(_storable)]
    if empty:
        checks.append(AfterValidator(lambda value: value and _visible(value)))
    else:
        checks.append(AfterValidator(_visible))
    return Annotated[str, *checks]


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}\z")]
ClientId = Id
Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]
Version = Annotated[int, Field(ge=0, le=2**53 - 1)]
Unrepeated = AfterValidator(_unrepeated)
