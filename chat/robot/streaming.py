"""An answer of a language model, said as it comes: a message that grows until it is whole, or is stopped."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from django.conf import settings

from chat.actions.growing import grow
from chat.actions.mine import tell_typing
from chat.actions.sending import Send, send_messages
from chat.models import Message
from chat.robot import errands
from chat.robot.errands import Task, Thought
from chat.robot.model import ModelFailed, Pieces
from chat.robot.writing import written
from happychat.commands import rates
from happychat.commands.errors import CommandError, Forbidden
from happychat.ids import stream_name
from happychat.threads import readers

log = logging.getLogger(__name__)
AT_ONCE = 8  # answers of one process
PAUSE_S = 0.3  # between two edits: at most four a second
LONGEST_S = 120.0


class Streaming:
    """Ask the model, where the site has one."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)

    async def answer(self, robot: int, task: Task, thought: Thought) -> bool:
        """Say what the model says; tell whether anything was said, else the rules shall speak."""
        if not settings.ENV.llm_url or rates.take(task.asker, "model"):
            return False
        async with self._free:
            await readers.run(tell_typing, robot, stream_name(task.conversation))
            return await Growing(robot, task, thought).run()


class Growing:
    """One answer."""

    def __init__(self, robot: int, task: Task, thought: Thought) -> None:
        self._robot, self._task, self._thought = robot, task, thought
        self._stream, self._seq, self._said = stream_name(task.conversation), 0, ""

    async def run(self) -> bool:
        """Let it grow; tell whether anything was said."""
        pieces = Pieces(settings.ENV, self._thought.talk)
        text = ""
        try:
            async with asyncio.timeout(LONGEST_S):
                async for text in pieces.texts(PAUSE_S):
                    await self._say(text, is_open=True)
            await self._say(text, is_open=False)
        except (ModelFailed, TimeoutError) as error:
            log.warning("the language model failed: %s", str(error) or "it took too long")
            return await self._fail(text)
        except Forbidden:
            await written(lambda: errands.drop(self._task))  # somebody stopped it, or it may not speak here
        finally:
            pieces.stop()
        return True

    async def _fail(self, text: str) -> bool:
        """End what was begun; where nothing was, somebody else may speak."""
        if not self._seq:
            return False
        with suppress(CommandError):
            await self._say(text + errands.CUT, is_open=False)
        return True

    async def _say(self, text: str, *, is_open: bool) -> None:
        if not text.strip():
            raise ModelFailed("it says nothing")
        if not self._seq:
            self._seq = await written(lambda: self._begin(text))
        elif is_open and text == self._said:
            return
        self._said = text
        await written(lambda: self._go_on(text, is_open))

    def _begin(self, text: str) -> int:
        """Say the first words; the number of the message, also where it was begun before a restart."""
        known = Message.objects.filter(author=self._robot, client_id=self._task.client_id).first()
        if known is not None:
            return known.seq
        send = Send(self._robot, self._stream, self._task.client_id, "text", text, data={"open": True})
        send.reply_to = self._thought.replies_to
        send_messages([send])
        if isinstance(send.answer, dict):
            return int(send.answer["seq"])
        raise Forbidden("closed", str(send.answer))

    def _go_on(self, text: str, is_open: bool) -> None:
        grow(self._robot, self._stream, self._seq, text, is_open=is_open)
        if is_open:
            errands.keep(self._task)
        else:
            errands.drop(self._task)
