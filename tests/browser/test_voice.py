"""Voice messages: recorded with a real browser's microphone, heard by the others, one after the other."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window


def record(page: Page, bars: int) -> None:
    """Say something for about as many tenths of a second, and send it."""
    page.get_by_role("button", name="Voice message").click()
    expect(page.locator(".recorder .waveform__bar").nth(bars)).to_be_attached()
    page.locator(".recorder").get_by_role("button", name="Send").click()
    expect(page.locator(".recorder")).to_have_count(0)


def test_what_is_said_is_heard_one_after_the_other(own_site: Site, devices: Devices) -> None:
    ann, bob = Window.open(devices.of(own_site["ann"])), Window.open(devices.of(own_site["bob"], viewport=PHONE))
    ann.row("Bob").click()
    bob.row("Ann").click()
    heard = bob.page.locator("happy-voice")

    record(ann.page, 40)
    record(ann.page, 20)
    expect(heard).to_have_count(2)
    expect(heard.locator(".voice__dot")).to_have_count(2)
    assert heard.first.locator(".waveform__bar").count() >= 8
    heard.first.get_by_role("button", name="Play").click()
    heard.first.get_by_role("button", name="Speed 1").click()
    expect(heard.first.get_by_role("button", name="Speed 1.5")).to_be_visible()

    expect(heard.nth(1).get_by_role("button", name="Speed 1.5")).to_be_visible()  # it follows by itself
    expect(heard.locator(".voice__dot")).to_have_count(0)
    expect(heard.nth(1).get_by_role("button", name="Play")).to_be_visible()  # until it ends
    bob.page.reload()
    bob.is_live()
    expect(heard).to_have_count(2)
    expect(heard.locator(".voice__dot")).to_have_count(0)
    expect(ann.page.locator(".voice__dot")).to_have_count(0)


def test_what_was_begun_is_thrown_away(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]))
    ann.row("Bob").click()
    ann.page.get_by_role("button", name="Voice message").click()
    expect(ann.page.locator(".recorder .waveform__bar").nth(8)).to_be_attached()
    sent = ann.page.locator("happy-message").count()

    ann.page.keyboard.press("Escape")

    expect(ann.page.locator(".recorder")).to_have_count(0)
    expect(ann.page.get_by_role("button", name="Voice message")).to_be_focused()
    ann.say("never mind")
    expect(ann.page.locator("happy-message")).to_have_count(sent + 1)
