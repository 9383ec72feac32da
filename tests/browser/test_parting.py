"""Friends no more, and blocking: what each side sees, and what the other side must not."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window


def press(page: Page, name: str) -> None:
    """Press a button of the place, then the same word in the question that comes."""
    page.get_by_role("button", name=name).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Block|Remove")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_who_removes_a_friend_can_read_on_and_ask_again(own_site: Site, devices: Devices) -> None:
    ann, bob = (Window.open(devices.of(own_site[name])) for name in ("ann", "bob"))
    for window, name in ((ann, "Bob"), (bob, "Ann")):
        window.row(name).click()
    ann.say("See you!")
    ann.page.locator(".conversation__who").click()

    press(ann.page, "Remove from my friends")

    expect(bob.page.get_by_text("You are not friends any more.")).to_be_visible()
    expect(bob.composer).to_have_count(0)
    bob.shows(["See you!"])
    bob.page.get_by_role("button", name="Ask to become friends").click()
    bob.page.get_by_role("button", name="Send the request").click()
    expect(bob.page.get_by_text("Your request is on its way.")).to_be_visible()
    ann.page.go_back()
    expect(ann.page.get_by_text("Hello, I am Bob.")).to_be_visible()
    ann.page.get_by_role("button", name="Accept").click()
    bob.say("Here again")
    ann.shows(["See you!", "Here again"])


def test_who_is_blocked_sees_nothing_of_it(own_site: Site, devices: Devices) -> None:
    ann, lin = (Window.open(devices.of(own_site[name])) for name in ("ann", "lin"))
    lin.row("Ann").click()
    lin.say("Before")
    expect(ann.unread("林小雨")).to_have_text("1 unread message")

    other = Window.open(devices.of(own_site["ann"]), "/u/lin")
    press(other.page, "Block")

    expect(other.page.get_by_text("You have blocked this person.")).to_be_visible()
    expect(ann.unread("林小雨")).to_have_count(0)
    lin.say("Meanwhile")
    expect(lin.state("Meanwhile")).to_have_text("Sent")
    lin.shows_sent(["Before", "Meanwhile"])
    lin.page.reload()
    lin.shows_sent(["Before", "Meanwhile"])
    expect(lin.page.locator("happy-foot")).to_have_text(re.compile(r"^\s*Send\s*$"))
    lin.page.locator(".conversation__who").click()
    expect(lin.page.get_by_role("button", name="Send a message")).to_be_visible()
    expect(lin.page.locator("body")).not_to_contain_text(re.compile("Online|Last seen|blocked", re.IGNORECASE))


def test_what_came_while_somebody_was_blocked_stays_away(own_site: Site, devices: Devices) -> None:
    ann, lin = Window.open(devices.of(own_site["ann"]), "/me/privacy"), Window.open(devices.of(own_site["lin"]))
    lin.row("Ann").click()

    ann.page.get_by_role("link", name="Blocked people").click()
    ann.page.get_by_role("button", name="Unblock 林小雨").click()

    expect(ann.page.get_by_text("Nobody is blocked")).to_be_visible()
    lin.say("Afterwards")
    ann.go("/chats")
    expect(ann.unread("林小雨")).to_have_text("1 unread message")
    ann.row("林小雨").click()
    ann.shows(["Before", "Afterwards"])


def test_the_one_who_blocks_unblocks_where_they_would_write(own_site: Site, devices: Devices) -> None:
    own_site["ann"].command("contact.block", user=own_site.ids["chen"])
    ann = Window.open(devices.of(own_site["ann"]))
    ann.row("陈默").click()
    expect(ann.composer).to_have_count(0)

    ann.page.get_by_role("button", name="Unblock").click()
    ann.say("Sorry!")

    ann.shows_sent(["Sorry!"])


def test_in_groups_the_lines_of_who_is_blocked_are_folded(own_site: Site, devices: Devices) -> None:
    ann = own_site["ann"]
    group = ann.command(
        "group.create", client_id="folded", name="Hills", members=[own_site.ids["bob"], own_site.ids["chen"]]
    )
    ann.command("contact.block", user=own_site.ids["chen"])
    window = Window.open(devices.of(ann), f"/chats/{group['stream']}")
    expect(window.notices).to_have_count(1)

    for username, words in (("bob", "Who comes along?"), ("chen", "I do!")):
        own_site[username].command("message.send", stream=group["stream"], client_id="folded-1", body=words)

    expect(window.page.locator("happy-folded")).to_have_count(1)
    window.shows(["Who comes along?"])
    expect(window.row("Hills")).to_contain_text("[Blocked]")
    expect(window.page.locator("happy-announcer")).not_to_contain_text("I do!")
    answer = {"body": "Then we are three", "reply_to": 3}
    own_site["bob"].command("message.send", stream=group["stream"], client_id="folded-2", **answer)
    expect(window.message("Then we are three").locator(".quote")).to_have_text(
        re.compile("Somebody you have blocked wrote")
    )
    window.page.get_by_role("button", name="Show").click()
    window.shows(["Who comes along?", "I do!", "Then we are three"])


def test_privacy_choices_hold_at_once_and_on_all_devices(own_site: Site, devices: Devices) -> None:
    bob = Window.open(devices.of(own_site["bob"]), "/me/privacy")
    other = Window.open(devices.of(own_site.another_browser("bob")), "/me/privacy")
    asked = bob.page.get_by_role("group", name="ask to be my friend")
    expect(asked.get_by_label("Everyone")).to_be_checked()

    asked.get_by_label("Nobody").check()

    expect(other.page.get_by_role("group", name="ask to be my friend").get_by_label("Nobody")).to_be_checked()
    eve = Window.open(devices.of(own_site["eve"]), "/u/bob")
    eve.page.get_by_role("button", name="Add as a friend").click()
    eve.page.get_by_role("button", name="Send the request").click()
    expect(eve.page.locator("happy-toasts")).to_contain_text("They take no friend requests.")
