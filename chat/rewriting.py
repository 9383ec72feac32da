"""Changing what a message says: whoever keeps its words elsewhere hears of it, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chat.models import Message

# Each is called with the message before it changes, and returns what is called afterwards.
keepers: list[Callable[[Message], Callable[[], None]]] = []


@contextmanager
def rewriting(message: Message) -> Iterator[None]:
    """Change the words of a message inside. Under the lock of its conversation."""
    waiting = [keep(message) for keep in keepers]
    yield
    for changed in waiting:
        changed()
