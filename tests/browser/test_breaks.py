"""Lines break and servers die; nothing that was said is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator

import playwright.sync_api
import pytest
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site, inhabited_server, site_with_cast
from tests.blackbox.support.talk import history

from .support.devices import Devices
from .support.guard import Guard
from .support.window import Window

NO_NETWORK = r"ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED"
BACK_MS = 60_000  # a page that was refused for a while waits longer before it asks again
NO_SERVER = r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED"


@pytest.fixture
def mortal_site(chromium: playwright.sync_api.Browser) -> Iterator[Site]:
    """Give a site whose server may be killed."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)


def test_what_is_written_offline_goes_out_later_in_order_and_once(site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect(NO_NETWORK)
    chat = site.chat_of("ann", "chen")
    device = devices.of(site["ann"])
    ann = Window.open(device, f"/chats/{chat}")
    chen = Window.open(devices.of(site["chen"]), f"/chats/{chat}")
    said = ["offline 1: still writing", "offline 2: 没有网络也能写", "offline 3: one more"]

    device.set_offline(True)
    expect(ann.status).to_contain_text("Offline. What you write is kept and sent when you are back.")
    ann.write(said[0])
    expect(ann.page.get_by_text("You are offline: it will be sent when you are back.")).to_be_visible()
    ann.say(*said)
    for text in said:
        expect(ann.message(text)).to_contain_text("Will be sent when you are online")
    expect(chen.bodies("offline")).to_have_count(0)
    device.set_offline(False)

    for window in (ann, chen):
        window.shows_sent(said, mark="offline")
    expect(ann.status).to_have_text("")
    ann.page.reload()
    ann.is_live()
    ann.shows_sent(said, mark="offline")
    assert [row["body"] for row in history(site["chen"], chat) if "offline" in row.get("body", "")] == said


def test_what_waits_outlives_the_window_it_was_written_in(site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect(NO_NETWORK)
    chat = site.chat_of("ann", "chen")
    device = devices.of(site["ann"])
    ann = Window.open(device, f"/chats/{chat}")
    device.set_offline(True)
    expect(ann.status).to_contain_text("Offline")
    ann.say("outlives 1", "outlives 2")
    expect(ann.message("outlives 2")).to_contain_text("Will be sent when you are online")

    ann.page.close()
    device.set_offline(False)
    again = Window.open(device, f"/chats/{chat}")

    again.shows_sent(["outlives 1", "outlives 2"], mark="outlives")
    assert len([row for row in history(site["chen"], chat) if "outlives" in row.get("body", "")]) == 2


def test_a_killed_server_loses_and_doubles_nothing(mortal_site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect(NO_SERVER)
    chat = mortal_site.chat_of("ann", "bob")
    ann = Window.open(devices.of(mortal_site["ann"]), f"/chats/{chat}")
    bob = Window.open(devices.of(mortal_site["bob"]), f"/chats/{chat}")
    said: list[str] = []

    for life in range(2):
        said += say_in_turn(ann, bob, f"before death {life}")
        mortal_site.server.kill()
        said += say_in_turn(ann, bob, f"while dead {life}")
        mortal_site.server.start()
        said += say_in_turn(ann, bob, f"afterwards {life}")

    for window in (ann, bob):
        expect(window.bodies()).to_have_count(len(said), timeout=BACK_MS)
        expect(window.page.locator(".message--unsent")).to_have_count(0)
        expect(window.status).to_have_text("")
    assert sorted(ann.bodies().all_inner_texts()) == sorted(said)
    assert ann.bodies().all_inner_texts() == bob.bodies().all_inner_texts()
    rows = history(mortal_site["ann"], chat)
    assert [row["body"] for row in rows if row["kind"] == "text"] == ann.bodies().all_inner_texts()
    for name in ("Ann", "Bob"):
        spoken = [text for text in ann.bodies().all_inner_texts() if text.startswith(name)]
        assert spoken == [text for text in said if text.startswith(name)]


def say_in_turn(ann: Window, bob: Window, words: str) -> list[str]:
    """Let both say three things; return them."""
    said = []
    for number in range(3):
        for name, window in (("Ann", ann), ("Bob", bob)):
            said.append(f"{name} {words}, {number}")
            window.say(said[-1])
    return said
