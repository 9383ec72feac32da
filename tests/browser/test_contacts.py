"""Asking, answering, taking back: what each side sees at once."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window


def requests_badge(window: Window) -> Locator:
    """Return the dot on the way to the contacts."""
    return window.page.locator("happy-tabs .tabs__link[href='/contacts'] .badge")


def ask(window: Window, username: str) -> None:
    """Send somebody a request from their card."""
    window.go(f"/u/{username}")
    window.page.get_by_role("button", name="Add as a friend").click()
    expect(window.page.get_by_label("Say who you are")).to_have_value("Hello, I am Eve.")
    window.page.get_by_role("button", name="Send the request").click()
    expect(window.page.get_by_role("button", name="Take back")).to_be_visible()


def test_people_are_found_by_username_and_by_any_part_of_the_nickname(own_site: Site, devices: Devices) -> None:
    eve = Window.open(devices.of(own_site["eve"]), "/contacts/find")
    found = eve.page.locator("happy-find-people .row__name")

    for query, name in (("lin", "林小雨"), ("小雨", "林小雨"), ("默", "陈默"), ("nn", "Ann"), ("BOB", "Bob")):
        eve.page.get_by_label("Username, nickname or note").fill(query)
        expect(found).to_have_text([name])
    eve.page.get_by_label("Username, nickname or note").fill("nobody of that name")
    expect(eve.page.get_by_text("Nobody by that name.")).to_be_visible()


def test_a_declined_request_is_gone_and_the_asker_is_not_told(own_site: Site, devices: Devices) -> None:
    eve, ann = Window.open(devices.of(own_site["eve"])), Window.open(devices.of(own_site["ann"]), "/contacts/new")
    ask(eve, "ann")
    expect(requests_badge(ann)).to_have_text("1 friend request")
    expect(ann.page.get_by_text("Hello, I am Eve.")).to_be_visible()

    ann.page.get_by_role("button", name="Decline Eve").click()

    expect(ann.page.get_by_text("No requests")).to_be_visible()
    expect(requests_badge(ann)).to_have_count(0)
    eve.page.reload()
    expect(eve.page.get_by_text("Your request is on its way.")).to_be_visible()
    eve.go("/chats")
    expect(eve.page.get_by_text("No conversations yet")).to_be_visible()


def test_a_request_taken_back_disappears_from_both_sides(own_site: Site, devices: Devices) -> None:
    eve, bob = Window.open(devices.of(own_site["eve"])), Window.open(devices.of(own_site["bob"]), "/contacts/new")
    ask(eve, "bob")
    expect(bob.page.get_by_role("button", name="Accept Eve")).to_be_visible()

    eve.go("/contacts/new")
    eve.page.get_by_role("button", name="Take back the request to Bob").click()

    expect(eve.page.get_by_role("button", name=re.compile("Bob"))).to_have_count(0)
    expect(bob.page.get_by_text("No requests")).to_be_visible()
    expect(requests_badge(bob)).to_have_count(0)


def test_who_asks_somebody_who_has_asked_is_a_friend_at_once(own_site: Site, devices: Devices) -> None:
    eve, chen = Window.open(devices.of(own_site["eve"])), Window.open(devices.of(own_site["chen"]), "/u/eve")
    ask(eve, "chen")

    chen.page.get_by_role("button", name="Accept").click()

    expect(chen.title).to_have_text("Eve")
    expect(chen.notices).to_have_text(["You are friends now. Say hello!"])
    eve.page.get_by_role("button", name="Send a message").click()
    eve.say("Thank you!")
    chen.shows(["Thank you!"])
    for window, name in ((chen, "Eve"), (eve, "陈默")):
        window.go("/contacts")
        expect(window.page.locator("happy-contacts").get_by_role("link", name=name)).to_be_visible()
