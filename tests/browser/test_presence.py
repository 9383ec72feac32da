"""Who is here: a dot and a word, for friends who both show it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window

HERE = re.compile("face--online")


def test_a_friend_who_comes_and_goes_is_seen_to(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{own_site.chat_of('ann', 'bob')}")
    about, face = ann.page.locator(".conversation__about"), ann.row("Bob").locator("happy-face")
    expect(about).to_have_text(re.compile("@bob|Last seen"))
    expect(face).not_to_have_class(HERE)

    bob = Window.open(devices.of(own_site["bob"]))

    expect(about).to_have_text("Online")
    expect(face).to_have_class(HERE)
    expect(bob.row("Ann").locator("happy-face")).to_have_class(HERE)

    bob.page.close()

    expect(about).to_have_text(re.compile("^Last seen "))
    expect(face).not_to_have_class(HERE)


def test_who_shows_it_to_nobody_is_not_seen_and_does_not_see(own_site: Site, devices: Devices) -> None:
    own_site["lin"].command("profile.update", preferences={"last_seen": "nobody"})
    lin, ann = Window.open(devices.of(own_site["lin"])), Window.open(devices.of(own_site["ann"]))
    bob = Window.open(devices.of(own_site["bob"]))
    expect(ann.row("Bob").locator("happy-face")).to_have_class(HERE)  # by now there has been time to say it of all

    expect(ann.row("林小雨").locator("happy-face")).not_to_have_class(HERE)
    expect(lin.row("Bob").locator("happy-face")).not_to_have_class(HERE)
    lin.go("/u/bob")
    expect(lin.page.locator("happy-person-card")).to_contain_text("@bob")
    expect(lin.page.locator("happy-person-card")).not_to_contain_text(re.compile("Online|Last seen"))

    own_site["lin"].command("profile.update", preferences={"last_seen": "friends"})

    expect(lin.page.locator("happy-person-card")).to_contain_text("Online")
    expect(bob.row("林小雨").locator("happy-face")).to_have_class(HERE)
