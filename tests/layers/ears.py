"""Who listens to a layer in its tests, and the steps they hear."""

from __future__ import annotations

from typing import Any

import orjson

from happychat.frames import Frame
from happychat.layers import FanoutLayer
from happychat.streams.steps import Row, Step


class Ear:
    """A sink that keeps what it hears."""

    since = 0.0
    caller = None

    def __init__(self, user: int) -> None:
        self.user = user
        self.frames: list[dict[str, Any]] = []
        self.signals: list[dict[str, Any]] = []
        self.last: Frame | None = None

    def deliver(self, frame: Frame) -> None:
        self.last = frame
        self.frames.append(orjson.loads(frame.data))

    def signal(self, frame: Frame) -> None:
        self.signals.append(orjson.loads(frame.data))

    def end(self, code: int) -> None:
        raise AssertionError(code)

    @property
    def versions(self) -> list[tuple[int, int]]:
        """Return from where to where each update went."""
        return [(frame["prev"], frame["version"]) for frame in self.frames]

    @property
    def seqs(self) -> list[str]:
        """Return the keys of the message rows heard."""
        return [row["key"] for frame in self.frames for row in frame["rows"] if row["key"].startswith("message:")]


def step(prev: int, *rows: Row, stream: str = "c1", user: int = 1, **about: Any) -> Step:
    """Return a step by one version; without rows it brings the message of its number."""
    told = list(rows) or [{"key": f"message:{prev + 1}", "version": prev + 1}]
    audience = f"conversation.{stream[1:]}" if stream != "me" else f"user.{user}"
    return Step(audience, stream, prev, prev + 1, told, last_seq=prev + 1, **about)


def ear(layer: FanoutLayer, user: int, *audiences: str, floor: int = 0, version: int = 0) -> Ear:
    """Return a new ear for audiences that stand at a version."""
    sink = Ear(user)
    layer.arrive(sink)
    for audience in audiences:
        layer.attach(sink, audience, floor, version)
    return sink
