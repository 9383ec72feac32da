"""Reacting to a message, from both sides of a talk."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window
from .test_group_talk import group_of, menu_of


def test_a_reaction_is_seen_counted_and_taken_back(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann = Window.open(devices.of(own_site["ann"]), path)
    bob = Window.open(devices.of(own_site["bob"], viewport=PHONE, has_touch=True), path)
    ann.say("Sunday at nine?")
    bob.shows(["Sunday at nine?"])

    menu_of(bob, "Sunday at nine?").get_by_role("menuitemcheckbox", name="React with 👍").click()

    chip = ann.message("Sunday at nine?").get_by_role("button", name="👍, 1: Bob")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    both = bob.message("Sunday at nine?").get_by_role("button", name="👍, 2: You, Ann")
    expect(both).to_have_attribute("aria-pressed", "true")
    both.click()
    expect(ann.message("Sunday at nine?").get_by_role("button", name="👍, 1: You")).to_be_visible()


def test_any_emoji_can_be_chosen_and_who_did_be_read_with_keys_alone(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    ann.say("I got the tickets")
    bob.shows(["I got the tickets"])

    more = bob.message("I got the tickets").get_by_role("button", name="More about this message")
    more.focus()
    bob.page.keyboard.press("Enter")
    expect(bob.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    for key in ("ArrowUp", "ArrowLeft", "Enter"):
        bob.page.keyboard.press(key)
    expect(bob.page.get_by_role("dialog", name="React").get_by_label("Search emoji")).to_be_focused()
    bob.page.keyboard.type("party popper")
    bob.page.keyboard.press("Enter")

    expect(more).to_be_focused()
    chip = ann.message("I got the tickets").get_by_role("button", name="🎉, 1: Bob")
    chip.focus()
    ann.page.keyboard.press("Shift+F10")
    who = ann.page.get_by_role("dialog", name="Reactions")
    expect(who.get_by_role("listitem")).to_have_text(["Bob"])
    ann.page.keyboard.press("Escape")
    expect(chip).to_be_focused()
