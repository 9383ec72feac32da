"""What a command told, in short."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from accounts.models import User
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step

Told = Callable[..., list[Step | Signal]]
Shape = list[tuple[str, list[str]]]


def steps(news: list[Step | Signal]) -> list[Step]:
    return [item for item in news if isinstance(item, Step)]


def shape(news: list[Step | Signal]) -> Shape:
    """Return the audience and the keys of each step; every step is one change by one version."""
    for step in steps(news):
        assert step.version == step.prev + 1
        assert {row["version"] for row in step.rows} == {step.version}
    return [(step.audience, [row["key"] for row in step.rows]) for step in steps(news)]


def signals(news: list[Step | Signal]) -> list[tuple[str, dict[str, Any], set[int]]]:
    """Return audience, frame and those left out of each signal."""
    return [(item.audience, orjson.loads(item.frame), set(item.but)) for item in news if isinstance(item, Signal)]


def me(user: User) -> str:
    return f"user.{user.pk}"


def contact(user: User) -> str:
    return f"contact:{user_name(user.pk)}"


def of(stream: str) -> str:
    return f"conversation.{stream[1:]}"
