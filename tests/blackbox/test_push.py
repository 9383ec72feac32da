"""Another system rings: the line of the page as it stands there, every window, who was away, and a burst."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from .support.cast import Site, inhabited_server, site_with_cast
from .support.device import Device
from .support.server import PROJECT, Server

BURST, SENDERS = 1000, 5


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site of its own, with the limits people have."""
    with inhabited_server() as server:
        yield site_with_cast(server)


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    """A service token, given on the machine."""
    return site.server.manage("service_token", "deploy", "--nickname", "Deploy").strip()


def line_of_the_page(server: Server, token: str) -> list[str]:
    """Return the curl line of docs/push.md, for this site."""
    (line,) = re.findall(r"^curl .+", Path(PROJECT / "docs/push.md").read_text("utf-8"), re.MULTILINE)
    return shlex.split(line.replace("https://chat.example.org", server.origin).replace("$TOKEN", token))


async def run_in_thread(line: list[str]) -> Any:
    """Run a line of the shell and read the JSON it prints."""
    done = await asyncio.to_thread(subprocess.run, line, capture_output=True, check=True)
    return json.loads(done.stdout)


def pushed(device: Device, stream: str) -> list[Any]:
    """Return what was pushed, as this window holds it."""
    held = device.replica.streams.get(stream)
    return [row["body"] for row in held.messages if row["kind"] == "push"] if held else []


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_the_line_of_the_page_rings_in_every_window_once_and_later_for_who_is_away(site: Site, token: str) -> None:
    line = line_of_the_page(site.server, token)
    to_lin = [part.replace('"ann"', '"lin"').replace("build-214", "build-214-lin") for part in line]

    async def ring() -> Any:
        async with Device(site["ann"]) as one, Device(site["ann"]) as two, Device(site["ann"]) as three:
            for window in (one, two, three):
                await window.settle()
            answers = [await run_in_thread(line) for _ in range(2)]
            assert answers == [answers[0], {**answers[0], "duplicate": True}]
            stream = answers[0]["stream"]
            for window in (one, two, three):
                await window.until(lambda window: pushed(window, stream) == ["All tests pass."])
        return await run_in_thread(to_lin)

    later = asyncio.run(ring())

    page = site["lin"].get(f"conversations/{later['stream']}/messages").json()
    assert [(row["title"], row["url"]) for row in page["rows"]] == [("Build 214", "https://ci.example.org/214")]
    shown = site["lin"].get("bootstrap").json()
    assert later["stream"] in [preview["stream"] for preview in shown["conversations"]]


@pytest.mark.timeout(300)
def test_a_burst_of_five_senders_arrives_whole_and_each_in_order(site: Site, token: str) -> None:
    async def ring() -> list[str]:
        async with Device(site["bob"]) as window:
            await window.settle()
            sending = [asyncio.to_thread(send_in_a_row, site.server, token, sender) for sender in range(SENDERS)]
            (stream,) = set(await asyncio.gather(*sending))
            await window.until(lambda window: len(pushed(window, stream)) == BURST)
            return pushed(window, stream)

    heard = asyncio.run(ring())

    for sender in range(SENDERS):
        own = [text for text in heard if text.startswith(f"{sender} ")]
        assert own == [f"{sender} {number}" for number in range(BURST // SENDERS)]


def send_in_a_row(server: Server, token: str, sender: int) -> str:
    """Push one after the other; return the one conversation where all of them are."""
    with httpx.Client(base_url=server.origin, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        answers = [
            client.post("/api/v1/push", json={"to": "bob", "text": f"{sender} {number}", "id": f"{sender} {number}"})
            for number in range(BURST // SENDERS)
        ]
    (stream,) = {answer.json()["stream"] for answer in answers}
    return str(stream)
