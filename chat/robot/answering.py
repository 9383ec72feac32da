"""The part of a process that answers: wakes when something was said to the robot, and looks again now and then.

Nobody waits for it: it reads on the readers, writes through the writer like everybody, and thinks in between.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from accounts.robot import robot_keys
from chat.robot import errands, listening
from chat.robot.errands import Task
from chat.robot.streaming import Streaming
from chat.robot.writing import written
from happychat.commands.errors import CommandError
from happychat.threads import readers

log = logging.getLogger(__name__)
LOOK_EVERY_S = 2.0


class Robot:
    """Answer what this process takes, one task for each errand."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._answers: set[asyncio.Task[None]] = set()

    def started(self) -> None:
        """Begin on the running loop; repeats do nothing."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.get_loop() is not loop:
            self._woken = asyncio.Event()
            self._streaming = Streaming()
            listening.wake[:] = [lambda: loop.call_soon_threadsafe(self._woken.set)]
            self._task = loop.create_task(self._run())

    async def stop(self) -> None:
        """End at once; what was begun is taken up again by whoever comes next."""
        tasks = [task for task in (self._task, *self._answers) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._task, listening.robot, listening.wake[:] = None, None, []

    async def _run(self) -> None:
        while True:
            try:
                await self._look()
            except Exception:
                log.exception("the robot could not look what there is to do")
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):  # wait_for would now and then swallow the end of this task
                    await self._woken.wait()

    async def _look(self) -> None:
        listening.robot = robot = await readers.run(lambda: robot_keys().first())
        if robot is None:
            return
        while await readers.run(errands.is_due):
            for task in await written(errands.take):
                answer = asyncio.get_running_loop().create_task(self._answer(robot, task))
                self._answers.add(answer)
                answer.add_done_callback(self._answers.discard)

    async def _answer(self, robot: int, task: Task) -> None:
        try:
            await self._try(robot, task)
        except Exception:  # the errand comes up again
            log.exception("the robot could not answer %s, try %d", task.client_id, task.tries)
            with suppress(CommandError):  # else when its lease is over
                await written(lambda: errands.put_off(task))
        self._woken.set()  # the next question of this conversation was waiting

    async def _try(self, robot: int, task: Task) -> None:
        if task.tries > errands.MOST_TRIES + 1:  # not even that could be said
            log.error("the robot lets %s be", task.client_id)
            await written(lambda: errands.drop(task))
        elif task.tries > errands.MOST_TRIES:
            log.error("the robot gives up %s", task.client_id)
            await written(lambda: errands.give_up(robot, task))
        elif (thought := await readers.run(errands.think, robot, task)) is None:
            await written(lambda: errands.drop(task))
        elif not (thought.talk and await self._streaming.answer(robot, task, thought)):
            await written(lambda: errands.say(robot, task, thought))


robot = Robot()
