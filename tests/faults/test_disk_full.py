"""No room left: what cannot be kept is refused for now, what was kept can be read, and with room all goes on.

Protocol, section 1: a message shown as sent is on disk; it appears exactly once; nothing acknowledged is lost.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.cast import Site, inhabited_server, site_with_cast
from tests.blackbox.support.device import Device
from tests.blackbox.support.talk import history

from .length import by_length
from .proof import Evidence, Talker
from .room import NoGrowth, NotHere, Room, SmallDisk

ROOMS: dict[str, type[Room]] = {"full disk": SmallDisk, "bounded files": NoGrowth}
SAID_BEFORE = 20
REFUSALS_WAITED_FOR = by_length(3, 100)  # the client comes back after half a second
SAY_EVERY_S = 0.05
SMALL, LARGE = 600, 2000  # pixels a side: 0.4 MB, kept in memory on its way, and 4 MB, which is not
UPLOAD_SECONDS = 20.0

pytestmark = pytest.mark.timeout(300)


@dataclass
class Scarcity:
    """What was answered while there was no room, and afterwards."""

    evidence: Evidence
    uploads: list[httpx.Response]
    uploads_afterwards: list[httpx.Response]
    reads: list[int]
    acknowledged: list[str] = field(default_factory=list)  # before
    read: list[str] = field(default_factory=list)  # meanwhile
    left_behind: set[Path] = field(default_factory=set)


@pytest.fixture(scope="module", params=ROOMS)
def room(request: pytest.FixtureRequest) -> Iterator[Room]:
    """Give a place where room can be taken away."""
    try:
        found = ROOMS[request.param]()
    except NotHere as reason:
        pytest.skip(str(reason))
    with found:
        yield found


@pytest.fixture(scope="module")
def site(room: Room) -> Iterator[Site]:
    """The cast on a server that keeps its data there."""
    server = inhabited_server(HAPPYCHAT_RATE_SCALE="0", HAPPYCHAT_RESERVE_MB="0")
    room.move_in(server)
    with server:
        yield site_with_cast(server)


@pytest.fixture(scope="module")
def scarcity(site: Site, room: Room) -> Scarcity:
    """Ann and Bob go on writing while there is no room, until there is some again."""
    return asyncio.run(write_without_room(site, room))


async def write_without_room(site: Site, room: Room) -> Scarcity:
    chat = await asyncio.to_thread(site.chat_of, "ann", "bob")
    media = site.server.data / "media"
    async with AsyncExitStack() as stack:
        talkers = [Talker(site[name], Device(site[name])) for name in ("ann", "bob")]
        devices = [await stack.enter_async_context(talker.device) for talker in talkers]
        for number in range(SAID_BEFORE):
            devices[number % 2].say(chat, f"{number} before")
        await asyncio.gather(*(device.settle() for device in devices))
        acknowledged = [client_id for device in devices for client_id in device.acknowledged]
        await asyncio.to_thread(send_picture, site["ann"], SMALL)  # makes the folders
        files = set(media.rglob("*"))

        room.take_away()
        talking = [asyncio.create_task(keep_talking(device, chat)) for device in devices]
        for device in devices:
            await device.until(lambda one: one.counts["busy"] >= REFUSALS_WAITED_FOR, 120)
        uploads = [await asyncio.to_thread(send_picture, site["ann"], side) for side in (SMALL, LARGE)]
        read = await asyncio.to_thread(history, site["bob"], chat)
        reads = await asyncio.to_thread(statuses_of_reading, site["bob"])
        async with Device(site["bob"]) as newcomer:
            await newcomer.settle()
        left_behind = set(media.rglob("*")) - files

        room.give_back()
        for task in talking:
            task.cancel()
        evidence = await Evidence.of(chat, talkers)
        uploads_afterwards = [await asyncio.to_thread(send_picture, site["ann"], side) for side in (SMALL, LARGE)]
    print(
        f"\n{type(room).__name__}: uploads were answered {[answer.status_code for answer in uploads]}, afterwards"
        f" {[answer.status_code for answer in uploads_afterwards]}; "
        + "; ".join(device.summary() for device in devices)
    )
    return Scarcity(
        evidence,
        uploads,
        uploads_afterwards,
        reads,
        acknowledged,
        [row["client_id"] for row in read if "client_id" in row],
        left_behind,
    )


async def keep_talking(device: Device, chat: str) -> None:
    number = 0
    while True:
        device.say(chat, f"{number} 还有地方吗？")
        number += 1
        await asyncio.sleep(SAY_EVERY_S)


def send_picture(browser: Browser, side: int) -> httpx.Response:
    """Upload a picture of noise, which stays large when it is written anew."""
    data = io.BytesIO()
    Image.effect_noise((side, side), 100).save(data, "PNG")
    form = {"kind": "picture"}
    files = {"file": ("noise.png", data.getvalue(), "image/png")}
    headers = {"X-CSRFToken": browser.csrf}
    return browser.http.post("/api/v1/uploads", data=form, files=files, headers=headers, timeout=UPLOAD_SECONDS)


def statuses_of_reading(browser: Browser) -> list[int]:
    """Return the statuses of what only reads: the page, the start, health and readiness."""
    paths = ("/", "/api/v1/bootstrap", "/healthz", "/readyz")
    return [browser.http.get(path).status_code for path in paths]


def test_who_writes_without_room_is_told_to_come_back(scarcity: Scarcity) -> None:
    for talker in scarcity.evidence.talkers:
        assert talker.device.counts["busy"] >= REFUSALS_WAITED_FOR
        assert not talker.device.refused


def test_no_socket_closes_for_want_of_room(scarcity: Scarcity) -> None:
    assert [talker.device.counts["disconnects"] for talker in scarcity.evidence.talkers] == [0, 0]


def test_reading_goes_on_without_room(scarcity: Scarcity) -> None:
    assert scarcity.reads == [200] * 4
    assert set(scarcity.acknowledged) <= set(scarcity.read)


def test_an_upload_without_room_is_refused_for_now(scarcity: Scarcity) -> None:
    for answer in scarcity.uploads:
        assert answer.status_code == 503, answer.text
        assert answer.json()["error"]["code"] == "busy"


def test_nothing_is_left_of_an_upload_without_room(scarcity: Scarcity) -> None:
    assert not scarcity.left_behind


def test_with_room_again_an_upload_is_taken(scarcity: Scarcity) -> None:
    assert [answer.status_code for answer in scarcity.uploads_afterwards] == [201, 201]


def test_with_room_again_everything_said_is_stored_once(scarcity: Scarcity) -> None:
    scarcity.evidence.everything_said_is_stored_once()
    scarcity.evidence.all_see_one_order_without_holes()
    scarcity.evidence.live_state_equals_a_fresh_fetch()
