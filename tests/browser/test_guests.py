"""A stranger comes in with a name and a face, and becomes an account that keeps everything."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.blackbox.support.browser import PASSWORD
from tests.blackbox.support.server import Server

from .support.devices import PHONE, Devices
from .support.guard import Guard
from .support.people import fill_in, follow_mail

INSIDE = re.compile(r"/(chats|discover|lobby)?$")


def test_a_guest_comes_in_on_a_phone_and_becomes_an_account(
    empty_server: Server, devices: Devices, guard: Guard
) -> None:
    guard.expect("status of 403", "api/v1/guests")
    device = devices.new(empty_server.origin, viewport=PHONE)
    page = device.new_page()
    page.goto("/")
    page.get_by_label("Nickname").fill("Admin")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_contain_text("Take another one")
    expect(page.get_by_label("Nickname")).to_be_focused()

    page.get_by_label("Nickname").fill("Robin")
    page.get_by_role("radio", name="Face 3", exact=True).check()
    page.keyboard.press("Enter")
    page.wait_for_selector("happy-app")
    page.goto("/me")
    expect(page.locator("happy-me")).to_contain_text("Robin")
    page.locator("happy-me").get_by_role("link", name="Make an account").click()
    fill_in(page, email="robin@example.org", username="robin", password1=PASSWORD)
    expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()
    follow_mail(page, empty_server, "robin@example.org")

    page.goto("/me")
    expect(page.locator("happy-me")).to_contain_text("@robin")
    expect(page.get_by_role("link", name="Make an account")).to_have_count(0)
    expect(page.locator("happy-me .face img")).to_have_attribute("src", "/faces/3/R.svg")


def test_without_a_script_one_reads_why_there_is_no_way_in_as_a_guest(empty_server: Server, devices: Devices) -> None:
    page = devices.new(empty_server.origin, locale="zh-CN", java_script_enabled=False).new_page()
    page.goto("/")

    expect(page.get_by_text("需要 JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="进入")).to_be_hidden()
