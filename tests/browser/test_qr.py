"""Addresses of people: to scan, to copy, to open from outside."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.people import ANN
from .support.window import Window

IS_DRAWN = "async (image) => { await image.decode(); return image.naturalWidth > 0; }"


def test_my_own_code_is_two_taps_away_and_its_link_can_be_copied(site: Site, devices: Devices) -> None:
    context = devices.of(site["ann"], viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])
    ann = Window.open(context, "/me")

    ann.page.get_by_role("link", name="My QR code").click()
    ann.page.get_by_role("button", name="Copy the link").click()

    expect(ann.page.locator("happy-toasts")).to_contain_text("Copied.")
    assert ann.page.evaluate("navigator.clipboard.readText()") == f"{site.server.origin}/u/ann"
    code = ann.page.get_by_role("img", name="QR code of @ann")
    expect(code).to_be_visible()
    assert code.evaluate(IS_DRAWN)


def test_the_code_of_a_friend_can_be_passed_on(site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(site["ann"]), "/u/bob")

    ann.page.get_by_role("link", name="QR code").click()

    expect(ann.page).to_have_url(re.compile("/u/bob/qr$"))
    expect(ann.page.get_by_label("Link to the profile")).to_have_value(f"{site.server.origin}/u/bob")
    ann.page.reload()
    expect(ann.page.get_by_role("img", name="QR code of @bob")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.page).to_have_url(re.compile("/u/bob$"))


def test_who_scans_a_code_comes_to_the_profile_after_logging_in(site: Site, devices: Devices) -> None:
    page = devices.new(site.server.origin).new_page()

    page.goto("/u/bob")
    page.locator("main [name=login]").fill("eve")
    page.locator("main [name=password]").fill(ANN.password)
    page.locator("main .button--wide").first.click()

    expect(page.get_by_role("button", name="Add as a friend")).to_be_visible()
    expect(page.locator(".card__name")).to_have_text("Bob")
