"""Two guests and somebody with an account meet in the lobby, alone, and by chance; one of the guests stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.support.browser import PASSWORD
from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.meeting import seek
from .support.people import fill_in, follow_mail
from .support.window import Window

COUNT_MS = 30_000  # who closes the last window is waited for a moment
LOST_MS = 60_000  # whoever has no connection is waited for 20 seconds


@pytest.mark.timeout(300)
def test_two_guests_and_an_account_talk_in_the_lobby_alone_and_by_chance(own_site: Site, devices: Devices) -> None:
    robin = guest(devices, own_site, "Robin")
    wren = guest(devices, own_site, "小雨滴", viewport=PHONE, locale="zh-CN")
    account = devices.of(own_site["ann"])
    ann = Window.open(account, "/discover")
    ann.page.get_by_role("link", name="Lobby").click()
    in_the_lobby(ann.page)
    second = Window.open(account, "/lobby")
    in_the_lobby(second.page)

    all_talk(robin, wren, ann)
    second.page.close()
    two_talk_alone(robin, wren)
    for window in (robin, wren, ann):
        window.go("/lobby")
        counts(window.page, 3)

    one_goes_on_and_keeps_the_next(robin, wren, ann)
    seek(wren)
    seek(ann)
    expect(wren.title).to_have_text("Ann")
    account.close()
    expect(wren.page.locator("happy-match-bar")).to_contain_text("对方掉线了", timeout=COUNT_MS)
    robin.go("/lobby")
    counts(robin.page, 2)

    becomes_an_account(robin, own_site)
    robin.row("小雨滴").filter(has_text="only you, too").click()  # and not the one they had by chance
    robin.shows(["只有你看得到", "only you, too"])
    robin.row("Ann").click()
    robin.shows(["Shall we stay in touch?"])
    expect(wren.page.locator("happy-match-end")).to_contain_text("对方已掉线", timeout=LOST_MS)
    expect(wren.page.locator(".timeline__notice").last).to_have_text("对方掉线了")

    robin.go("/lobby")
    in_the_lobby(robin.page)
    expect(robin.bodies("大家好")).to_have_count(1)
    robin.page.get_by_role("button", name="More", exact=True).click()
    robin.page.get_by_role("menuitem", name="Leave the lobby").click()
    expect(robin.row("Lobby")).to_have_count(0)
    wren.go("/lobby")
    counts(wren.page, 1)


def all_talk(robin: Window, wren: Window, ann: Window) -> None:
    """Let three people in the lobby, one of them in two windows, hear each other and the robot."""
    for window in (robin, wren, ann):
        counts(window.page, 3)
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
    expect(ann.page.locator("happy-message .call").first).to_have_text("@Happy")


def two_talk_alone(robin: Window, wren: Window) -> None:
    """Have one guest write to the other by their face."""
    wren.page.locator(".crowd__way[title=Robin]").click()
    wren.page.get_by_role("button", name="私聊").click()
    wren.say("只有你看得到")
    robin.page.goto("/chats/requests")
    robin.page.locator("happy-requests").get_by_text("小雨滴").first.click()
    expect(robin.bodies("只有你看得到")).to_have_count(1)
    robin.say("only you, too")
    expect(wren.bodies("only you, too")).to_have_count(1)


def one_goes_on_and_keeps_the_next(robin: Window, wren: Window, ann: Window) -> None:
    """Have the guests meet by chance; one of them takes the next, who has an account, and they become friends."""
    seek(robin)
    seek(wren)
    expect(robin.title).to_have_text("小雨滴")
    expect(wren.title).to_have_text("Robin")
    robin.page.get_by_role("button", name="Next").click()
    expect(wren.page.locator("happy-match-end")).to_contain_text("对方")

    seek(ann)
    expect(robin.title).to_have_text("Ann")
    robin.say("Shall we stay in touch?")
    ann.shows(["Shall we stay in touch?"])
    for window in (robin, ann):
        window.page.get_by_role("button", name="Keep in touch").click()
    for window in (robin, ann):
        expect(window.page.locator(".toast")).to_contain_text("You are friends now")


def becomes_an_account(robin: Window, site: Site) -> None:
    """Have a guest make an account, and come back into the chat page with it."""
    robin.go("/me")
    robin.page.locator("happy-me").get_by_role("link", name="Make an account").click()
    fill_in(robin.page, email="robin@example.org", username="robin", password1=PASSWORD)
    expect(robin.page.get_by_role("heading", name="Check your inbox")).to_be_visible()
    follow_mail(robin.page, site.server, "robin@example.org")
    robin.go("/chats")


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


def counts(page: Page, number: int) -> None:
    expect(page.locator(".conversation__about")).to_have_text(
        re.compile(rf"\b{number} (people? |person )?"), timeout=COUNT_MS
    )
