"""Sign-up chains: each adds a line of their own, and all see the list grow."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from happychat.commands.errors import Forbidden
from happychat.times import wire

MOST_ENTRIES = 200

Data = dict[str, Any]


def begun(user: str, text: str) -> Data:
    """Return a chain as its row shows it, with its author's own line where they gave one."""
    return entered({"entries": []}, user, text)


def entry_of(chain: Data, user: str) -> str:
    """Return what somebody has entered, "" for nothing."""
    return next((str(entry["text"]) for entry in chain["entries"] if entry["user"] == user), "")


def entered(chain: Data, user: str, text: str) -> Data:
    """Return the chain with somebody's line: a new one is last, a changed one keeps its place, "" is none."""
    entries: list[Data] = chain["entries"]
    if not text:
        entries = [entry for entry in entries if entry["user"] != user]
    elif entry_of(chain, user):
        entries = [{**entry, "text": text} if entry["user"] == user else entry for entry in entries]
    elif len(entries) >= MOST_ENTRIES:
        raise Forbidden("full", f"A chain has at most {MOST_ENTRIES} entries.")
    else:
        entries = [*entries, {"user": user, "text": text, "at": wire(timezone.now())}]
    return {**chain, "entries": entries}
