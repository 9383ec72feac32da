"""Several windows and devices of one person stay in step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window


@pytest.fixture
def chat(site: Site) -> str:
    """Return the chat of Ann and Bob, emptied for both."""
    chat = site.chat_of("ann", "bob")
    for username in ("ann", "bob"):
        site[username].command("conversation.settings", stream=chat, cleared=True, draft="")
    return chat


def windows_of_ann(site: Site, devices: Devices) -> list[Window]:
    """Open two windows on one device of Ann and one on another."""
    one, other = devices.of(site["ann"]), devices.of(site.another_browser("ann"))
    return [Window.open(one), Window.open(one), Window.open(other)]


def test_badges_come_and_go_in_all_windows_at_once(site: Site, devices: Devices, chat: str) -> None:
    windows = windows_of_ann(site, devices)
    bob = Window.open(devices.of(site["bob"]), f"/chats/{chat}")

    bob.say("one", "two", "three")

    for window in windows:
        expect(window.unread("Bob")).to_have_text("3 unread messages")
        expect(window.page).to_have_title("(3) Chats · Happy Chat")
    windows[0].row("Bob").click()
    windows[0].shows(["one", "two", "three"])
    for window in windows:
        expect(window.unread("Bob")).to_have_count(0)
    for window in windows[1:]:
        expect(window.page).to_have_title("Chats · Happy Chat")
    expect(bob.state("three")).to_have_text("Read")


def test_what_is_said_in_one_window_stands_in_the_others(site: Site, devices: Devices, chat: str) -> None:
    windows = windows_of_ann(site, devices)
    for window in windows:
        window.row("Bob").click()

    for number, window in enumerate(windows):
        window.say(f"from window {number}")
        expect(window.state(f"from window {number}")).to_have_text(re.compile("Sent|Delivered"))

    for window in windows:
        window.shows_sent(["from window 0", "from window 1", "from window 2"])
        expect(window.row("Bob")).to_contain_text("from window 2")


def test_a_draft_follows_its_writer_to_other_windows(site: Site, devices: Devices, chat: str) -> None:
    windows = windows_of_ann(site, devices)
    windows[0].row("Bob").click()

    windows[0].composer.press_sequentially("half a thought")
    windows[0].composer.blur()  # as it happens when its writer turns to another window

    for window in windows[1:]:
        expect(window.row("Bob")).to_contain_text("[Draft] half a thought")
        window.row("Bob").click()
        expect(window.composer).to_have_value("half a thought")
        window.composer.blur()
    windows[2].composer.press("End")
    windows[2].composer.press_sequentially(" and the rest")
    windows[2].composer.press("Enter")
    for window in windows:
        window.shows_sent(["half a thought and the rest"])
        expect(window.composer).to_have_value("")
