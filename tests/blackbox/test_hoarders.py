"""Who asks for much and never reads gets no more than a bounded piece of memory, on either server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.faults.by_hand import Reader

from .support.cast import Site, inhabited_server, site_with_cast
from .support.server import Server
from .support.wire import Wire

MOST_MIB_EACH = 1.5
HOARDERS = 15  # of one person, who may have twenty connections
QUESTIONS = 120  # each answered with 240 KiB
LONG = "字" * 8000  # 24 kB
STORED = 40
SETTLED_SECONDS = 1.0
SAID_SECONDS = 0.5


@pytest.fixture(scope="module", params=["serve", "daphne"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site in which Ann and Bob have written a megabyte."""
    with inhabited_server(request.param, HAPPYCHAT_RATE_SCALE="0") as server:
        site = site_with_cast(server)
        asyncio.run(write_much(site))
        yield site


async def write_much(site: Site) -> None:
    writing = await Reader(site["bob"]).open()
    for _ in range(STORED):
        await writing.send(site.chat_of("ann", "bob"), LONG)
    writing.close()


def test_who_asks_for_much_and_never_reads_is_bounded(site: Site) -> None:
    grown = asyncio.run(growth_by_hoarders(site))

    assert grown / HOARDERS <= MOST_MIB_EACH
    with Wire.open(site["ann"]) as wire:
        assert wire.command("sync", have={"me": 0})


async def growth_by_hoarders(site: Site) -> float:
    """Let sockets ask and not read; return the MiB the server grew by, its caches not counted."""
    chat = site.chat_of("ann", "bob")
    asking = [json.dumps({"id": n + 1, "command": "sync", "have": {chat: 1}}) for n in range(QUESTIONS)]
    with ExitStack() as stack:
        warm = [await connected(site, stack) for _ in range(2)]
        await asyncio.gather(*(hoard(reader, asking) for reader in warm))
        before = await settled_memory(site.server)
        hoarders = [await connected(site, stack) for _ in range(HOARDERS)]
        await asyncio.gather(*(hoard(reader, asking) for reader in hoarders))
        return await settled_memory(site.server) - before


async def connected(site: Site, stack: ExitStack) -> Reader:
    return await stack.enter_context(closing(Reader(site["ann"]))).open()


async def hoard(reader: Reader, asking: list[str]) -> None:
    """Say all of it, or as much as the server takes before it stops reading."""
    try:
        for text in asking:
            async with asyncio.timeout(SAID_SECONDS):
                await reader.say(text)
    except TimeoutError:
        pass


async def settled_memory(server: Server) -> float:
    """Return the MiB of memory a server has in use when that changes no more."""
    last, now = 0.0, memory_of(server)
    while now != last:
        await asyncio.sleep(SETTLED_SECONDS)
        last, now = now, memory_of(server)
    return now


def memory_of(server: Server) -> float:
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text("ascii")
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024
