"""Sending frames that no client of ours would send, and judging what they were answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from .cast import Site
from .frames import Frame
from .quiet import at_most_a_line_each
from .wire import Wire

MALFORMED_A_MINUTE = 10


def answers(site: Site, frames: list[str]) -> Iterator[tuple[str, list[Frame]]]:
    """Send the frames to Ann's sockets, a few unreadable ones to each; yield what each was answered."""
    waiting = list(reversed(frames))
    with at_most_a_line_each(site.server, frames):
        while waiting:
            with Wire.open(site["ann"]) as wire:
                unreadable = 0
                while waiting and unreadable < MALFORMED_A_MINUTE - 2:
                    raw = waiting.pop()
                    replies = wire.replies_to(raw)
                    unreadable += any(reply["id"] == 0 for reply in replies)
                    yield raw, replies


def is_error(replies: list[Frame], number: int, code: str) -> bool:
    """Tell whether the only answer is this error with this id."""
    return [(reply["id"], reply.get("error", {}).get("code")) for reply in replies] == [(number, code)]


def is_bad(replies: list[Frame], number: int) -> bool:
    """Tell whether the only answer is the error `bad` with this id."""
    return is_error(replies, number, "bad")


def is_refused(raw: str, replies: list[Frame]) -> bool:
    """Tell whether a frame was called bad: with its id 9, or with 0 where it is no JSON at all."""
    return is_bad(replies, 9) or (not is_json_of_ours(raw) and is_bad(replies, 0))


def is_json_of_ours(raw: str) -> bool:
    """Tell whether this is JSON by RFC 8259, of Unicode text and of numbers a machine can hold."""
    try:
        text = json.dumps(json.loads(raw, parse_constant=_refuse), ensure_ascii=False)
        text.encode()  # fails on lone surrogates
    except (ValueError, RecursionError):
        return False
    return not re.search(r"\d{400}", raw)


def _refuse(name: str) -> None:
    raise ValueError(name)
