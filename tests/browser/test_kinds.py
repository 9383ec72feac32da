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


def begin(window: Window, tile: str) -> Locator:
    """Choose what is to be sent; return the dialog in which it is made."""
    tiles_of(window).get_by_role("menuitem", name=tile, exact=True).press("Enter")
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def test_two_vote_live_and_the_poll_stays_in_sight_until_it_is_closed(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    making = begin(bob, "Poll")
    making.get_by_label("Question").fill("Noodles or rice?")
    making.get_by_label("Option 1").fill("Noodles")
    making.get_by_label("Option 2").fill("Rice")
    expect(making.get_by_label("Option 3")).to_be_visible()
    making.get_by_role("button", name="Send").click()
    poll, seen = (window.page.get_by_role("region", name="Poll: Noodles or rice?") for window in (ann, bob))

    poll.get_by_role("button", name="Rice, 0 votes").press("Enter")
    expect(poll.get_by_role("button", name="Rice, 1 vote")).to_have_attribute("aria-pressed", "true")
    seen.get_by_role("button", name="Rice, 1 vote").click()
    expect(poll.get_by_role("button", name="Rice, 2 votes")).to_be_visible()
    poll.get_by_role("button", name="Rice, 2 votes").press("Space")  # not any more
    expect(seen.get_by_role("button", name="Rice, 1 vote")).to_be_visible()
    expect(seen).to_contain_text("1 person voted")
    poll.get_by_role("button", name="Who voted").click()
    expect(ann.page.get_by_role("dialog", name="Noodles or rice?")).to_contain_text("Bob")
    ann.page.keyboard.press("Escape")

    expect(bob.page.locator("happy-pins-bar")).to_contain_text("[Poll] Noodles or rice?")
    poll.get_by_role("button", name="Close poll").click()
    ann.page.get_by_role("dialog").get_by_role("button", name="Close poll").click()

    expect(seen).to_contain_text("Closed poll")
    expect(seen.get_by_role("button", name="Rice, 1 vote")).to_be_disabled()
    expect(bob.page.locator("happy-pins-bar")).to_have_count(0)


def test_of_an_anonymous_vote_only_the_voter_is_reminded(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann = Window.open(devices.of(own_site["ann"]), path)
    making = begin(ann, "Poll")
    making.get_by_label("Question").fill("Tired?")
    making.get_by_label("Option 1").fill("Yes")
    making.get_by_label("Option 2").fill("No")
    making.get_by_label("Nobody sees who chose what").check()
    making.get_by_role("button", name="Send").click()
    option = ann.page.get_by_role("button", name=re.compile("^Yes, "))

    option.click()
    expect(option).to_have_attribute("aria-pressed", "true")
    ann.page.reload()

    expect(option).to_have_attribute("aria-pressed", "true")
    expect(ann.page.get_by_role("button", name="Who voted")).to_have_count(0)


def test_a_chain_grows_line_by_line_and_a_card_leads_to_its_person(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    making = begin(ann, "Sign-up chain")
    making.get_by_label("What is it about?").fill("周日爬山")
    making.get_by_role("button", name="Send").click()
    chain = bob.page.get_by_role("region", name="Sign-up chain: 周日爬山")

    chain.get_by_role("button", name="Join in").click()
    bob.page.get_by_label("Your name, and what the others should know").fill("Bob with a tent")
    bob.page.get_by_role("button", name="Save").click()
    lines = ann.page.locator(".chain__entry")
    expect(lines).to_have_text(["Ann", "Bob with a tent"])
    chain.get_by_role("button", name="Withdraw").click()
    expect(lines).to_have_text(["Ann"])
    expect(chain.get_by_role("button", name="Join in")).to_be_visible()

    making = begin(ann, "Contact card")
    making.get_by_role("checkbox", name="Bob").check()
    making.get_by_role("button", name="Send").click()
    card = bob.page.locator("a.shown")
    expect(card).to_contain_text("@bob")
    card.click()
    bob.page.wait_for_url("**/u/bob")


def test_a_sticker_is_made_sent_and_kept_by_who_sees_it(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    stickers = stickers_of(ann)
    stickers.get_by_label("Add a picture").set_input_files("static/img/apple-touch-icon.png")
    one = stickers.get_by_role("button", name="Sticker 1")
    expect(one).to_be_visible()
    one.press("Enter")
    expect(bob.page.get_by_role("img", name="Sticker")).to_be_visible()

    bob.page.locator("happy-message .message__bubble").last.click(button="right")
    bob.page.get_by_role("menuitem", name="Add to stickers").click()
    expect(stickers_of(bob).get_by_role("button", name="Sticker 1")).to_be_visible()

    stickers.get_by_role("button", name="Arrange").click()
    one.click()
    ann.page.get_by_role("menuitem", name="Add to the stickers of this group").click()
    expect(bob.page.get_by_role("region", name="Stickers of this group")).to_be_visible()


def stickers_of(window: Window) -> Locator:
    """Open the stickers beside the composer."""
    window.page.get_by_role("button", name="Emoji", exact=True).click()
    window.page.get_by_role("tab", name="Emoji").press("ArrowRight")
    return window.page.get_by_role("tabpanel", name="Stickers")
