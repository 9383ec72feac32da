"""The other side of a socket, and frames for it."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson

from happychat.frames import Frame
from happychat.streams.steps import Step


class Peer:
    """The other side of a socket, which may stop reading."""

    def __init__(self, *, reads: bool = True) -> None:
        self.messages: list[dict[str, Any]] = []
        self.reading = asyncio.Event()
        if reads:
            self.reading.set()

    async def send(self, message: dict[str, Any]) -> None:
        if not self.reading.is_set():
            await self.reading.wait()
        self.messages.append(message)

    @property
    def frames(self) -> list[dict[str, Any]]:
        return [orjson.loads(message["text"]) for message in self.messages if "text" in message]


def reply(number: int, size: int = 0) -> Frame:
    return Frame(orjson.dumps({"id": number, "ok": {"x": "x" * size}}))


def update(version: int, stream: str = "c1") -> Frame:
    row = {"key": f"message:{version}", "version": version}
    return Step("conversation.1", stream, version - 1, version, [row], last_seq=version).frame()


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)
