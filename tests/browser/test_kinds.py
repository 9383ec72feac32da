"""Messages that are more than words, from the panel behind the composer's `+`."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window
from .test_group_talk import group_of


def tiles_of(window: Window) -> Locator:
    """Open what can be sent beside words, by key."""
    window.page.get_by_role("button", name="More to send").press("Enter")
    tiles = window.page.get_by_role("menu", name="More to send")
    expect(tiles.get_by_role("menuitem").first).to_be_focused()
    return tiles


def test_the_panel_opens_and_closes_by_keys_and_rolls_what_both_see(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    keys = ann.page.keyboard

    tiles = tiles_of(ann)
    keys.press("End")
    expect(tiles.get_by_role("menuitem").last).to_be_focused()
    keys.press("Escape")
    expect(tiles).to_have_count(0)
    expect(ann.page.get_by_role("button", name="More to send")).to_be_focused()

    tiles_of(ann).get_by_role("menuitem", name="Dice").press("Enter")
    ann.page.get_by_role("menuitem", name="Dice with 6 sides").press("Enter")
    rolled = ann.page.get_by_role("img", name=re.compile(r"^[1-6] of 6$"))
    expect(rolled).to_be_visible()
    value = rolled.get_attribute("aria-label")
    expect(bob.page.get_by_role("img", name=value)).to_be_visible()

    tiles_of(ann).get_by_role("menuitem", name="Draw lots").press("Enter")
    ann.page.get_by_label("One lot a line").fill("tea\nwater")
    ann.page.get_by_role("button", name="Draw", exact=True).click()
    drawn = ann.page.locator(".dice__lot")
    expect(drawn).to_have_text(re.compile("tea|water"))
    expect(bob.page.locator(".dice__lot")).to_have_text(drawn.inner_text())


def test_on_a_phone_the_plus_gives_way_to_what_is_written(site: Site, devices: Devices) -> None:
    window = Window.open(
        devices.of(site["ann"], viewport=PHONE, has_touch=True), f"/chats/{site.chat_of('ann', 'lin')}"
    )
    send, plus = (window.page.get_by_role("button", name=name, exact=True) for name in ("Send", "More to send"))
    window.write("")
    expect(send).to_be_hidden()

    plus.tap()
    expect(window.page.get_by_role("menuitem", name="Dice")).to_be_in_viewport()
    window.composer.tap()
    expect(window.page.get_by_role("menuitem", name="Dice")).to_have_count(0)

    window.write("hi")
    expect(send).to_be_visible()
    expect(plus).to_be_hidden()
    window.write("")
