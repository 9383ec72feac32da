"""Commands by name: what they take, where they run, how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from happychat.auth import Caller
from happychat.threads import Job, each_alone

Reply = dict[str, Any]


def _one(args: Any) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class Command:
    """One command: exactly one of `together` (the writer) and `read` (a reader) is set."""

    name: str
    arguments: type[BaseModel]
    family: str
    guests: bool
    extra: str = ""  # a second, narrower limit
    bots: str = ""  # one for bots
    count: Callable[[Any], int] = _one  # as how many it counts for its family
    together: Callable[[list[Job]], list[Any]] | None = None
    read: Callable[[Caller, Any], Reply | None] | None = None
    silent: bool = False  # no reply but `bad`, and no id needed
    first: Callable[[], None] | None = None  # takes a lock that comes before all others


commands: dict[str, Command] = {}


def write(
    name: str,
    arguments: type[BaseModel],
    run: Callable[[Caller, Any], Reply],
    *,
    guests: bool = False,
    family: str = "other",
    extra: str = "",
    bots: str = "",
    count: Callable[[Any], int] = _one,
    first: Callable[[], None] | None = None,
) -> None:
    """Register a command that changes something: it runs in a savepoint of its own."""
    together = each_alone(run)
    commands[name] = Command(name, arguments, family, guests, extra, bots, count, together=together, first=first)


def write_together(
    name: str,
    arguments: type[BaseModel],
    together: Callable[[list[Job]], list[Any]],
    *,
    family: str = "other",
    first: Callable[[], None] | None = None,
) -> None:
    """Register a command whose neighbours in a batch are carried out together."""
    commands[name] = Command(name, arguments, family, guests=True, together=together, first=first)


def read(
    name: str,
    arguments: type[BaseModel],
    run: Callable[[Caller, Any], Reply | None],
    *,
    family: str = "other",
    silent: bool = False,
) -> None:
    """Register a command that only looks."""
    commands[name] = Command(name, arguments, family, guests=True, read=run, silent=silent)
