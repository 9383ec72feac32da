"""The robot, and a process that answers for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from accounts.models import User
from accounts.robot import robot
from chat.models import Message
from chat.robot import listening
from chat.robot.answering import Robot
from happychat.commands.execute import execute
from happychat.ids import stream_pk, user_name
from happychat.threads import readers
from tests.conftest import caller, run

PATIENCE_S = 60.0


@pytest.fixture
def happy(db: None) -> User:
    """The robot."""
    return robot()


@pytest.fixture
def chat(ann: User, happy: User) -> str:
    """Ann's conversation with the robot."""
    stream: str = run(ann, "conversation.open", user=user_name(happy.pk))["ok"]["stream"]
    return stream


@asynccontextmanager
async def answering() -> AsyncIterator[Robot]:
    """Let a process answer."""
    process = Robot()
    process.started()
    try:
        await until(lambda: listening.robot is not None)
        yield process
    finally:
        await process.stop()


async def until(true: Callable[[], Any]) -> Any:
    """Wait until something is so, and return what it is."""
    async with asyncio.timeout(PATIENCE_S):
        while not (found := await readers.run(true)):
            await asyncio.sleep(0.02)
    return found


async def say(person: Any, stream: str, client_id: str, body: str, **more: Any) -> dict[str, Any]:
    """Say something as a person, whose caller this is."""
    frame = {"command": "message.send", "stream": stream, "client_id": client_id, "body": body, **more}
    return await execute(person, orjson.dumps(frame))


def said(stream: str, by: User) -> list[Message]:
    """Return what somebody said in a conversation."""
    return list(Message.objects.filter(conversation=stream_pk(stream), author=by).order_by("seq"))


def play(scene: Callable[[Any], Coroutine[Any, Any, None]], person: User) -> None:
    """Carry a scene out with a person's caller."""
    asyncio.run(scene(caller(person)))
