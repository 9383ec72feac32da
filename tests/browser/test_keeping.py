"""What one keeps for oneself: favourites, reminders, messages that are sent later."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window
from .test_group_talk import choose, group_of


def test_a_favourite_leads_back_to_its_message(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann = Window.open(devices.of(own_site["ann"]), path)
    ann.say("the recipe", "something else")
    ann.shows_sent(["the recipe", "something else"])
    choose(ann, "the recipe", "Add to favourites")
    expect(ann.page.get_by_text("Added to your favourites.")).to_be_visible()

    ann.go("/me/favourites")
    kept = ann.page.locator(".kept__one")
    expect(kept).to_contain_text("the recipe")
    kept.get_by_role("link").click()
    ann.shows(["the recipe", "something else"])

    ann.go("/me/favourites")
    kept.get_by_role("button", name="Remove from favourites").click()
    expect(ann.page.get_by_text("No favourites yet")).to_be_visible()


def test_a_reminder_can_be_set_for_a_time_and_cancelled(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann = Window.open(devices.of(own_site["ann"]), path)
    ann.say("pay the deposit")
    ann.shows_sent(["pay the deposit"])

    choose(ann, "pay the deposit", "Remind me")
    ann.page.get_by_role("menuitem", name="In an hour").click()

    expect(ann.page.get_by_text("You will be reminded at")).to_be_visible()
    ann.go("/me/reminders")
    expect(ann.page.locator(".kept__one")).to_contain_text("pay the deposit")
    ann.page.get_by_role("button", name="Cancel").click()
    expect(ann.page.get_by_text("No reminders")).to_be_visible()


def test_a_message_waits_for_its_time_and_can_be_changed_and_sent_at_once(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann = Window.open(devices.of(own_site["ann"], viewport=PHONE, has_touch=True), path)
    ann.write("Happy birthday")
    ann.page.locator(".composer__send").click(button="right")
    ann.page.get_by_role("menuitem", name="Send later…").click()
    dialog = ann.page.get_by_role("dialog", name="Send later")
    dialog.get_by_role("button", name="Tomorrow at nine").click()
    dialog.get_by_role("button", name="Send later").click()
    expect(ann.composer).to_have_value("")
    ann.shows([])

    ann.go("/me/scheduled")
    waiting = ann.page.locator(".kept__one")
    waiting.get_by_role("button", name="Change").click()
    dialog.get_by_label("Message").fill("Happy birthday, Bob!")
    dialog.get_by_role("button", name="Save").click()
    expect(waiting).to_contain_text("Happy birthday, Bob!")
    waiting.get_by_role("button", name="Send now").click()
    expect(ann.page.get_by_text("Nothing waits to be sent")).to_be_visible()

    bob = Window.open(devices.of(own_site["bob"]), path)
    bob.shows(["Happy birthday, Bob!"])
