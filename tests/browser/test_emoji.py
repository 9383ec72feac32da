"""Emoji: found, chosen and sent, by keys and by fingers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window


@pytest.fixture
def chat(site: Site) -> str:
    """Return the address of an empty chat of Ann's."""
    chat = site.chat_of("ann", "chen")
    site["ann"].command("conversation.settings", stream=chat, cleared=True, draft="")
    return f"/chats/{chat}"


def test_an_emoji_is_found_and_put_where_the_caret_stands_with_keys_alone(
    site: Site, devices: Devices, chat: str
) -> None:
    ann = Window.open(devices.of(site["ann"]), chat)
    ann.write("so good!")
    ann.composer.press("ArrowLeft")
    ann.page.get_by_role("button", name="Emoji", exact=True).press("Enter")
    picker = ann.page.get_by_role("dialog", name="Emoji")
    expect(picker.get_by_role("button", name="grinning face", exact=True)).to_be_visible()

    ann.page.keyboard.type("喜极而泣")
    expect(picker.get_by_role("button", name="grinning face", exact=True)).to_have_count(0)
    ann.page.keyboard.press("ArrowDown")
    ann.page.keyboard.press("ArrowRight")
    ann.page.keyboard.press("ArrowLeft")
    ann.page.keyboard.press("Enter")
    ann.page.keyboard.press("Escape")

    expect(ann.composer).to_be_focused()
    expect(ann.composer).to_have_value("so good😂!")
    expect(picker).to_have_count(0)
    ann.composer.press("Enter")
    ann.shows_sent(["so good😂!"])


def test_on_a_phone_they_stay_below_with_the_tone_and_the_last_ones_remembered(
    site: Site, devices: Devices, chat: str
) -> None:
    phone = devices.of(site["ann"], viewport=PHONE, has_touch=True)
    ann = Window.open(phone, chat)
    ann.page.get_by_role("button", name="Emoji", exact=True).tap()
    picker = ann.page.get_by_role("dialog", name="Emoji")
    picker.get_by_role("button", name="Skin tone").tap()
    picker.get_by_role("radio", name="Skin tone 5").tap()
    picker.get_by_role("button", name="People and hands").tap()
    picker.get_by_role("button", name="waving hand").tap()

    expect(ann.composer).to_have_value("👋🏿")
    expect(ann.composer).not_to_be_focused()
    ann.page.get_by_role("button", name="Send", exact=True).tap()
    ann.shows_sent(["👋🏿"])
    expect(ann.message("👋🏿").locator(".message__body--emoji")).to_be_visible()
    ann.page.get_by_role("button", name="Emoji", exact=True).tap()
    ann.page.get_by_role("button", name="Emoji", exact=True).tap()
    lately = ann.page.get_by_role("region", name="Used lately")
    expect(lately.get_by_role("button", name="waving hand")).to_have_text("👋🏿")
