"""A chat server in the dialect of the ws peer that may be told to lose or double what it delivers."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Copies = Callable[[int], int]  # how often the nth delivery is sent


@contextmanager
def parrot(copies: Copies) -> Iterator[int]:
    """Run it in a thread and give its port: one room, acks at once."""
    loop = asyncio.new_event_loop()
    ready: threading.Event = threading.Event()
    port: list[int] = []
    ended = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_chat(copies, port, ready, ended),))
    thread.start()
    ready.wait(30)
    try:
        yield port[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(30)
        loop.close()


async def _chat(copies: Copies, port: list[int], ready: threading.Event, ended: asyncio.Event) -> None:
    members: set[ServerConnection] = set()
    deliveries = itertools.count()

    async def talk(member: ServerConnection) -> None:
        members.add(member)
        try:
            async for said in member:
                message = json.loads(said)
                for other in list(members):
                    for _ in range(copies(next(deliveries))):
                        await other.send(json.dumps({"type": "msg", "text": message["text"]}))
                await member.send(json.dumps({"ack": message["id"]}))
        except ConnectionClosed:
            pass
        finally:
            members.discard(member)

    async with serve(talk, "127.0.0.1", 0, compression=None) as server:
        port.append(next(iter(server.sockets)).getsockname()[1])
        ready.set()
        await ended.wait()
