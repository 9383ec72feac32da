"""Who asks for much or is told much and never reads gets a bounded piece of memory, on either server and every line."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.faults.by_hand import Reader

from .support.cast import Site, inhabited_server, site_with_cast
from .support.server import Server
from .support.wire import UPGRADE, Wire

MOST_MIB_EACH = 1.5
HOARDERS = 15  # of one person, who may have twenty connections
QUESTIONS = 120  # each answered with 240 KiB
LONG = "字" * 8000  # 24 kB
STORED = 40
DEAF, MORE = 6, 4  # of each kind; each is told another 4 MB
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


def test_who_is_told_much_and_never_reads_is_bounded(site: Site) -> None:
    with ExitStack() as stack:
        deaf = [listen(site, stack, path) for path in ("ws/", "api/v1/events") for _ in range(DEAF)]
        asyncio.run(write_much(site))
        before = asyncio.run(settled_memory(site.server))
        for _ in range(MORE):
            asyncio.run(write_much(site))
        grown = asyncio.run(settled_memory(site.server)) - before

    assert grown / len(deaf) <= MOST_MIB_EACH


def listen(site: Site, stack: ExitStack, path: str) -> socket.socket:
    """Open a line that is told what happens, and do not read it."""
    server, upgrade = site.server, [f"{name}: {value}" for name, value in UPGRADE if path == "ws/"]
    address = f"127.0.0.1:{server.port}"
    head = [f"GET /{path}?v=1 HTTP/1.1", f"Host: {address}", f"Origin: http://{address}"]
    line = stack.enter_context(closing(socket.socket()))
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", server.port))
    line.sendall("\r\n".join([*head, f"Cookie: {site['ann'].cookie_header}", *upgrade, "", ""]).encode())
    return line


def test_events_of_who_reads_come_however_much_it_is(site: Site) -> None:
    chat, browser = site.chat_of("ann", "bob"), site["ann"]
    seqs: set[int] = set()
    with browser.http.stream("GET", "/api/v1/events?v=1", timeout=30) as answer:
        lines = (line for line in answer.iter_lines() if line.startswith("data: "))
        head = json.loads(next(lines)[6:])["heads"][chat][1]
        asyncio.run(write_much(site))
        while head + STORED not in seqs:
            frame = json.loads(next(lines)[6:])
            seqs |= {int(row["key"].partition(":")[2]) for row in frame.get("rows", ()) if "client_id" in row}

    assert seqs == set(range(head + 1, head + STORED + 1))


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
