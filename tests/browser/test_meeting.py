"""Two people meet by chance: they wait, talk, keep in touch, go on to the next one, or leave."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.meeting import seek
from .support.window import Window

TALK = re.compile(r"/chats/c\d+$")


def test_two_meet_over_a_tag_talk_and_keep_in_touch(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"], viewport=PHONE))
    eve = Window.open(devices.of(own_site["eve"]))
    seek(ann, "hiking", "tea", "<img src=x>")
    expect(ann.page.get_by_role("heading", name="Looking for somebody")).to_be_visible()
    expect(ann.page.get_by_text("Nobody else is waiting")).to_be_visible()

    expect(ann.page.get_by_text("<img src=x>")).to_be_visible()

    seek(eve, "Tea", "<img src=x>")
    for window, other in ((ann, "Eve"), (eve, "Ann")):
        expect(window.page).to_have_url(TALK)
        expect(window.title).to_have_text(other)
        expect(window.page.locator("happy-match-bar")).to_contain_text("You share: Tea, <img src=x>")
        expect(window.page.locator("img[src=x]")).to_have_count(0)  # tags are words
    ann.say("Green or black?")
    eve.shows(["Green or black?"])
    eve.say("White")
    eve.page.get_by_role("button", name="Keep in touch").click()
    expect(eve.page.locator("happy-match-bar")).to_contain_text("now it is up to them")
    expect(ann.page.locator("happy-match-bar")).to_contain_text("They would like to keep in touch")
    ann.page.get_by_role("button", name="Keep in touch").click()

    for window in (ann, eve):
        expect(window.page.locator(".toast")).to_contain_text("You are friends now")
        expect(window.page.locator("happy-match-bar")).to_have_count(0)
        window.shows(["Green or black?", "White"])
    eve.say("See you")
    ann.shows(["Green or black?", "White", "See you"])


def test_one_goes_on_to_the_next_and_the_other_is_told(own_site: Site, devices: Devices) -> None:
    bob = Window.open(devices.of(own_site["bob"]))
    chen = Window.open(devices.of(own_site["chen"]))
    seek(bob)
    bob.page.get_by_role("button", name="Cancel").click()
    expect(bob.page.get_by_role("button", name="Start")).to_be_visible()
    bob.page.get_by_role("button", name="Start").click()
    seek(chen)
    expect(bob.title).to_have_text("陈默")
    bob.say("Hello")
    chen.shows(["Hello"])
    chen.say("你好")

    bob.page.get_by_role("button", name="Next").click()
    bob.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(bob.page.get_by_role("heading", name="Looking for somebody")).to_be_visible()
    expect(chen.page.locator("happy-match-end")).to_contain_text("They have left.")
    expect(chen.composer).to_have_count(0)
    lin = Window.open(devices.of(own_site["lin"]))
    seek(lin)
    expect(bob.title).to_have_text("林小雨")

    lin.page.get_by_role("button", name="Leave").click()
    expect(lin.page.locator("happy-match-end")).to_contain_text("You have left.")
    expect(bob.page.locator("happy-match-end")).to_contain_text("They have left.")
    chen.page.get_by_role("button", name="Meet someone else").click()
    bob.page.get_by_role("button", name="Meet someone else").click()
    for window in (bob, chen):
        expect(window.page.get_by_text("1 other person is waiting")).to_be_visible()


def test_whoever_reports_their_partner_has_left_them(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]))
    lin = Window.open(devices.of(own_site["lin"]))
    for name in ("bob", "chen", "eve"):
        own_site[name].command("match.stop")
    seek(ann, "music")
    seek(lin, "music")
    expect(ann.title).to_have_text("林小雨")

    ann.page.get_by_role("button", name="Report 林小雨").click()
    dialog = ann.page.get_by_role("dialog")
    dialog.get_by_label("Advertising or spam").check()
    dialog.get_by_role("button", name="Report").click()
    expect(ann.page.locator("happy-match-end")).to_contain_text("You have left.")
    expect(lin.page.locator("happy-match-end")).to_contain_text("They have left.")
