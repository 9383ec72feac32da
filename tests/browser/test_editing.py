"""Other words for a message: written in the composer, seen by all, the former ones to be read."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window
from .test_group_talk import choose, group_of, menu_of


def test_words_are_changed_with_keys_and_what_they_were_can_be_read(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    ann.say("See you at nien")
    bob.shows(["See you at nien"])
    ann.shows_sent(["See you at nien"])

    ann.composer.press("ArrowUp")
    expect(ann.page.get_by_role("group", name="Edit")).to_contain_text("See you at nien")
    expect(ann.composer).to_have_value("See you at nien")
    ann.write("See you at nine")
    ann.composer.press("Enter")

    bob.shows(["See you at nine"])
    expect(ann.composer).to_have_value("")
    bob.message("See you at nine").get_by_role("button", name="Edited").click()
    before = bob.page.get_by_role("dialog", name="What it said before")
    expect(before.get_by_role("listitem")).to_have_count(2)
    expect(before.get_by_role("listitem").last).to_contain_text("See you at nien")
    bob.page.keyboard.press("Escape")
    menu = menu_of(bob, "See you at nine")
    expect(menu.get_by_role("menuitem", name="Reply")).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Edit")).to_have_count(0)


def test_what_was_begun_waits_while_one_edits_and_others_words_do_not_get_lost(
    own_site: Site, devices: Devices
) -> None:
    path = group_of(own_site, "ann", "bob")
    ann = Window.open(devices.of(own_site["ann"]), path)
    ann.say("first")
    ann.shows_sent(["first"])
    ann.write("half a thought")
    choose(ann, "first", "Edit")
    expect(ann.composer).to_have_value("first")
    ann.write("first, changed")
    ann.composer.press("Escape")
    expect(ann.composer).to_have_value("half a thought")
    ann.shows(["first"])

    choose(ann, "first", "Edit")
    edited = {"stream": path.split("/")[-1], "seq": 2, "revision": 0, "body": "from my phone"}
    own_site["ann"].command("message.edit", **edited)
    ann.shows(["from my phone"])
    ann.write("from my desk")
    ann.composer.press("Enter")
    expect(ann.page.get_by_text("It was changed elsewhere meanwhile")).to_be_visible()
    expect(ann.page.get_by_role("group", name="Edit")).to_contain_text("from my phone")
    expect(ann.composer).to_have_value("from my desk")
    ann.composer.press("Enter")
    ann.shows(["from my desk"])
    expect(ann.composer).to_have_value("half a thought")
