"""Two guests and somebody with an account meet in the lobby; people are counted, and two go on alone."""

from __future__ import annotations

import re
from typing import Any

import playwright.sync_api
from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window

COUNT_MS = 30_000  # who closes the last window is waited for a moment


def test_guests_and_members_talk_in_the_lobby_and_two_of_them_alone(own_site: Site, devices: Devices) -> None:
    robin = guest(devices, own_site, "Robin")
    wren = guest(devices, own_site, "小雨滴", viewport=PHONE, locale="zh-CN")
    account = devices.of(own_site["ann"])
    ann = Window.open(account, "/discover")
    ann.page.get_by_role("link", name="Lobby").click()
    in_the_lobby(ann.page)
    second = Window.open(account, "/lobby")
    in_the_lobby(second.page)

    for page in (robin.page, wren.page, ann.page):
        counts(page, 3)
    expect(robin.page.get_by_role("status").filter(has_text="only to you")).to_contain_text("Welcome to")
    robin.say("hello everybody")
    wren.say("大家好")
    ann.shows(["hello everybody", "大家好"])
    expect(ann.message("大家好").locator(".message__author")).to_have_text(re.compile("小雨滴"))

    robin.composer.press_sequentially("@Ha")
    expect(robin.page.locator("happy-mention-list")).to_contain_text("Happy")
    robin.composer.press("Enter")
    robin.composer.press_sequentially("6*7")
    robin.composer.press("Enter")
    expect(ann.bodies("6*7 = 42")).to_have_count(1)

    account.close()
    counts(robin.page, 2)

    wren.page.locator(".crowd__way[title=Robin]").click()
    wren.page.get_by_role("button", name="私聊").click()
    wren.say("只有你看得到")
    robin.page.goto("/chats/requests")
    robin.page.locator("happy-requests").get_by_text("小雨滴").first.click()
    expect(robin.bodies("只有你看得到")).to_have_count(1)
    robin.say("only you, too")
    expect(wren.bodies("only you, too")).to_have_count(1)

    robin.go("/discover")
    robin.page.get_by_role("link", name="Lobby").click()
    robin.page.get_by_role("button", name="More", exact=True).click()
    robin.page.get_by_role("menuitem", name="Leave the lobby").click()
    expect(robin.page.get_by_role("link", name="Lobby")).to_have_attribute("href", "/lobby")
    counts(wren_in_the_lobby(wren), 1)


def guest(devices: Devices, site: Site, nickname: str, **options: Any) -> Window:
    """Come in through the welcome page; one is in the lobby then."""
    page = devices.new(site.server.origin, **options).new_page()
    page.goto("/")
    page.locator(".guest input[name=nickname]").fill(nickname)
    page.locator(".guest button").click()
    in_the_lobby(page)
    return Window(page)


def in_the_lobby(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/chats/c\d+$"))
    expect(page.locator("happy-people-bar")).to_be_attached()


def counts(page: playwright.sync_api.Page, number: int) -> None:
    expect(page.locator(".conversation__about")).to_have_text(
        re.compile(rf"\b{number} (people? |person )?"), timeout=COUNT_MS
    )


def wren_in_the_lobby(window: Window) -> Page:
    window.go("/lobby")
    in_the_lobby(window.page)
    return window.page
