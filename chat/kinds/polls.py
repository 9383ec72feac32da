"""Polls: options, and how often each was chosen, by whom unless that is nobody's business."""

from __future__ import annotations

from typing import Any

from chat.arguments.kinds import Poll
from happychat.commands.errors import Bad

Data = dict[str, Any]


def opened(poll: Poll) -> Data:
    """Return a poll nobody has voted in yet, as its row shows it."""
    more = {"multiple": poll.multiple, "anonymous": poll.anonymous, "closes_at": poll.closes_at}
    options = [{"text": text, "count": 0} for text in poll.options]
    return {"options": options, "voters": 0, **{name: value for name, value in more.items() if value}}


def checked(poll: Data, options: list[int]) -> list[int]:
    """Return what somebody chooses, in the order of the options; Bad where the poll has no such choice."""
    if any(option >= len(poll["options"]) for option in options):
        raise Bad("options: the poll has fewer")
    if len(options) > 1 and not poll.get("multiple"):
        raise Bad("options: this poll takes one")
    return sorted(options)


def voted(poll: Data, user: str, before: list[int], now: list[int]) -> Data:
    """Return the poll after somebody changed their vote."""
    options = [
        _chosen(option, user, (index in now) - (index in before), anonymous=bool(poll.get("anonymous")))
        for index, option in enumerate(poll["options"])
    ]
    return {**poll, "options": options, "voters": poll["voters"] + bool(now) - bool(before)}


def _chosen(option: Data, user: str, by: int, *, anonymous: bool) -> Data:
    if not by:
        return option
    changed: Data = {"text": option["text"], "count": option["count"] + by}
    users = [other for other in option.get("users", ()) if other != user] + ([user] if by > 0 else [])
    return changed if anonymous or not users else {**changed, "users": users}
