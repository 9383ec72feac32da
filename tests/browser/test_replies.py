"""Answering a message: the bar above the composer, the quote in the bubble and the way to what is quoted."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window
from .test_group_talk import choose, group_of


def test_an_answer_quotes_its_message_and_leads_there(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    ann.say("Shall we walk on Sunday?")
    bob.shows(["Shall we walk on Sunday?"])

    choose(bob, "Shall we walk on Sunday?", "Reply")
    bar = bob.page.get_by_role("group", name="Reply")
    expect(bar).to_contain_text("Reply to Ann")
    expect(bob.composer).to_be_focused()
    bob.page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(bob.title).to_be_visible()

    choose(bob, "Shall we walk on Sunday?", "Reply")
    bob.say("Yes, at nine")
    expect(bar).to_have_count(0)
    quote = ann.message("Yes, at nine").locator(".quote")
    expect(quote).to_have_text(re.compile(r"In reply to\s+You:\s+Shall we walk on Sunday\?"))

    quote.click()
    expect(ann.message("Shall we walk on Sunday?")).to_have_class(re.compile("message--found"))
    choose(ann, "Shall we walk on Sunday?", "Take back")
    expect(bob.message("Yes, at nine").locator(".quote")).to_contain_text("This message was taken back")
