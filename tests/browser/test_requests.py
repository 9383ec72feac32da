"""A stranger's first words wait as a request, until they are answered, declined or blocked."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window


def requests_row(window: Window) -> Locator:
    """Return the row of the list behind which requests wait."""
    return window.page.get_by_role("link", name=re.compile("^Message requests"))


def eve_writes_to(own_site: Site, devices: Devices, username: str) -> tuple[Window, Window]:
    """Let Eve write her first words; return her window and the other's, in which nothing was touched yet."""
    own_site[username].command("profile.update", preferences={"message": "everyone"})
    other = Window.open(devices.of(own_site[username]))
    eve = Window.open(devices.of(own_site["eve"]), f"/u/{username}")
    eve.page.get_by_role("button", name="Send a message").click()
    expect(eve.page.get_by_text("You are not friends yet.")).to_be_visible()
    eve.say("Hello, I found you.")
    return eve, other


def test_an_answer_opens_the_talk(own_site: Site, devices: Devices) -> None:
    eve, ann = eve_writes_to(own_site, devices, "ann")
    expect(eve.page.get_by_text("you can write 2 more messages")).to_be_visible()
    eve.say("Are you there?")
    eve.write("Please!")
    eve.composer.press("Enter")
    expect(eve.page.get_by_text("Waiting for an answer: you can write again")).to_be_visible()
    expect(eve.composer).to_have_count(0)

    expect(ann.row("Eve")).to_have_count(0)
    expect(requests_row(ann).locator(".badge")).to_have_text("1 message request")
    requests_row(ann).click()
    ann.page.locator("happy-requests .row").click()
    expect(ann.page.get_by_text("Eve is not among your friends.")).to_be_visible()
    ann.page.get_by_role("button", name="Answer").click()
    expect(ann.composer).to_be_focused()
    ann.say("Here I am.")

    expect(ann.page.get_by_role("button", name="Decline")).to_have_count(0)
    expect(ann.row("Eve")).to_have_count(1)
    expect(requests_row(ann)).to_have_count(0)
    eve.say("Good!")
    ann.shows(["Hello, I found you.", "Are you there?", "Please!", "Here I am.", "Good!"])


def test_who_is_declined_is_not_told(own_site: Site, devices: Devices) -> None:
    eve, bob = eve_writes_to(own_site, devices, "bob")
    requests_row(bob).click()
    bob.page.locator("happy-requests .row").click()

    bob.page.get_by_role("button", name="Decline").click()

    expect(bob.page).to_have_url(re.compile("/chats$"))
    expect(requests_row(bob)).to_have_count(0)
    expect(eve.page.get_by_text("you can write 2 more messages")).to_be_visible()
    expect(eve.state("Hello, I found you.")).to_have_text("Sent")


def test_who_is_blocked_for_it_is_not_told(own_site: Site, devices: Devices) -> None:
    eve, lin = eve_writes_to(own_site, devices, "lin")
    requests_row(lin).click()
    lin.page.locator("happy-requests .row").click()

    lin.page.get_by_role("button", name="Block").click()
    lin.page.get_by_role("dialog").get_by_role("button", name="Block").click()

    expect(lin.page).to_have_url(re.compile("/chats$"))
    eve.say("Still there?")
    eve.shows_sent(["Hello, I found you.", "Still there?"])
    expect(requests_row(lin)).to_have_count(0)
    expect(lin.row("Eve")).to_have_count(0)


def test_who_asks_to_be_a_friend_and_writes_is_accepted_in_one_step(own_site: Site, devices: Devices) -> None:
    own_site["eve"].command("contact.request", user=own_site.ids["chen"], greeting="From the choir")
    eve, chen = eve_writes_to(own_site, devices, "chen")
    requests_row(chen).click()
    chen.page.locator("happy-requests .row").click()
    expect(chen.page.get_by_text("From the choir")).to_be_visible()

    chen.page.get_by_role("button", name="Accept").click()

    expect(chen.page.get_by_role("button", name="Decline")).to_have_count(0)
    expect(eve.notices).to_have_text(["You are friends now. Say hello!"])
    chen.say("Welcome")
    eve.shows(["Hello, I found you.", "Welcome"])
