"""A site in two processes on PostgreSQL and Redis, whose people go to the other process when theirs does not answer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import Any, Self

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.cast import Site, befriend, register
from tests.blackbox.support.device import Device
from tests.blackbox.support.server import Server
from tests.deploy.processes import Ground

from .proof import Evidence, Talker, in_step

PEOPLE = ("ann", "bob", "chen", "lin")
SAY_EVERY_S = 0.05
WAITING_EACH = 5  # messages a sender keeps in its outbox at most


class Roaming(Device):
    """A device that knows both processes: when one does not answer it tries the other."""

    def __init__(self, browser: Browser, processes: Sequence[Server]) -> None:
        super().__init__(browser, port=processes[0].port)
        self.delays: list[float] = []
        self._ports = deque(process.port for process in processes)

    def _forget_connection(self) -> None:
        super()._forget_connection()
        self._ports.rotate()
        self.port = self._ports[0]

    async def command(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Give a command; how long sends took is kept."""
        begun = asyncio.get_running_loop().time()
        reply = await super().command(name, **arguments)
        if name == "message.send" and "ok" in reply:
            self.delays.append(asyncio.get_running_loop().time() - begun)
        return reply


class Pair:
    """Two processes and four people: Ann and Bob talk across the processes, so do Lin and Chen."""

    def __init__(self, stack: ExitStack) -> None:
        self.ground = stack.enter_context(Ground())
        first = self.ground.process(HAPPYCHAT_RATE_SCALE="0")
        first.manage("migrate", "--verbosity", "0")
        second = self.ground.process(HAPPYCHAT_RATE_SCALE="0", HAPPYCHAT_BASE_URL=first.origin)
        self.processes = [stack.enter_context(process) for process in (first, second)]
        self.site = Site(first)
        for username in PEOPLE:
            register(self.site, username)
        self.chats = {pair: befriend(self.site, *pair) for pair in (("ann", "bob"), ("lin", "chen"))}

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[Talk]:
        """Let all four write without pause; everything is settled afterwards."""
        talk = Talk(self)
        async with talk:
            yield talk


class Talk:
    """Who writes what at the moment, and the evidence of it afterwards."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.talkers: dict[str, Talker] = {}
        self.evidence: list[Evidence] = []

    async def __aenter__(self) -> Self:
        first, second = self._pair.processes
        for names in self._pair.chats:
            for name, nearest in zip(names, ((first, second), (second, first)), strict=True):
                browser = self._pair.site[name]
                self.talkers[name] = Talker(browser, await Roaming(browser, nearest).__aenter__())
        await asyncio.gather(*(device.settle() for device in self.devices))
        self.begin()
        return self

    def begin(self) -> None:
        """Let everybody write without pause."""
        self._writing = [
            asyncio.create_task(keep_talking(self.talkers[name].device, chat))
            for names, chat in self._pair.chats.items()
            for name in names
        ]

    async def fall_silent(self) -> None:
        """Let nobody write any more, and what was written arrive."""
        for task in self._writing:
            task.cancel()
        for device in self.devices:
            await device.until(lambda one: not any(one.outboxes.values()))

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for task in self._writing:
            task.cancel()
        try:
            if kind is None:
                for names, chat in self._pair.chats.items():
                    talkers = [self.talkers[name] for name in names]
                    await in_step(chat, [talker.device for talker in talkers])
                    self.evidence.append(await Evidence.of(chat, talkers))
        finally:
            for device in self.devices:
                await device.__aexit__(None, None, None)

    @property
    def devices(self) -> list[Roaming]:
        """Return all devices."""
        return [talker.device for talker in self.talkers.values() if isinstance(talker.device, Roaming)]

    @property
    def acknowledged(self) -> int:
        """Return how many messages are known to be stored."""
        return sum(len(device.acknowledged) for device in self.devices)

    async def go_on(self, messages: int, seconds: float = 60) -> None:
        """Wait until so many more messages are acknowledged."""
        wanted = self.acknowledged + messages
        async with asyncio.timeout(seconds):
            while self.acknowledged < wanted:
                await asyncio.sleep(0.02)

    async def delay_across(self, text: str) -> float:
        """Return the seconds from Ann's acknowledgement until Bob, at the other process, has her message."""
        ann, bob = self.talkers["ann"].device, self.talkers["bob"].device
        chat = self._pair.chats["ann", "bob"]
        client_id = ann.say(chat, text)
        await ann.until(lambda one: client_id in one.acknowledged)
        begun = asyncio.get_running_loop().time()
        await bob.until(lambda one: any(r.get("client_id") == client_id for r in one.replica.streams[chat].messages))
        return asyncio.get_running_loop().time() - begun

    def everything_is_as_promised(self) -> None:
        """Check every conversation: stored once, one order, live equal to fresh."""
        assert self.evidence
        for evidence in self.evidence:
            evidence.everything_said_is_stored_once()
            evidence.all_see_one_order_without_holes()
            evidence.live_state_equals_a_fresh_fetch()

    def figures(self) -> str:
        """Say in one line what was done."""
        disconnects = sum(device.counts["disconnects"] for device in self.devices)
        resends = sum(device.counts["resends"] for device in self.devices)
        slowest = max((delay for device in self.devices for delay in device.delays), default=0)
        return (
            f"{self.acknowledged} acknowledged, lost 0, doubled 0, {disconnects} disconnects, {resends} resent,"
            f" slowest acknowledgement {slowest * 1000:.0f} ms"
        )


async def keep_talking(device: Device, chat: str) -> None:
    """Write without pause, as long as what was written goes out."""
    number = 0
    while True:
        await asyncio.sleep(SAY_EVERY_S)
        if sum(map(len, device.outboxes.values())) < WAITING_EACH:
            number += 1
            device.say(chat, f"{number} 在吗 {device.replica.user}")
