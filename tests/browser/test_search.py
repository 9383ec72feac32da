"""What was said is found: everywhere, from the switcher, in one conversation."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.guard import Guard
from .support.window import Window

CUPS = 30


@pytest.fixture(scope="module")
def chat(own_site: Site) -> str:
    """Return a chat of Ann and Bob with thirty cups of tea and a link in it."""
    chat = own_site.chat_of("ann", "bob")
    for number in range(1, CUPS + 1):
        say(own_site, "bob", chat, f"👍 cup {number} of tea")
    say(own_site, "ann", chat, "see https://example.org/tea for more")
    own_site["ann"].command("contact.note", user=own_site.ids["bob"], note="Bobby")
    return chat


def say(site: Site, username: str, chat: str, body: str) -> None:
    """Send a message."""
    site[username].command("message.send", stream=chat, client_id=f"{username}-{abs(hash(body))}", body=body)


def found(window: Window) -> Locator:
    """Return what the search lists."""
    return window.page.locator("happy-found .found")


def test_what_was_said_is_found_narrowed_and_opened_in_place(own_site: Site, devices: Devices, chat: str) -> None:
    ann = Window.open(devices.of(own_site["ann"]), "/search")
    page = ann.page
    field = page.get_by_role("searchbox", name="Search messages")
    expect(field).to_be_focused()

    field.fill("TEA cup")
    expect(found(ann)).to_have_count(20)
    expect(found(ann).first).to_contain_text(f"Bobby: 👍 cup {CUPS} of tea")
    expect(found(ann).first.locator("mark")).to_have_text(["cup", "tea"])
    found(ann).last.scroll_into_view_if_needed()
    expect(found(ann)).to_have_count(CUPS)

    page.get_by_text("Filters").click()
    field.fill("tea")
    page.get_by_label("From", exact=True).select_option("You")
    expect(found(ann)).to_have_count(1)
    page.get_by_label("Kind").select_option("Files")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.get_by_label("Kind").select_option("Links")
    expect(page).to_have_url(re.compile(r"q=tea&by=\w+&kind=link$"))
    found(ann).click()
    expect(page).to_have_url(re.compile(rf"/chats/{chat}/\d+$"))
    expect(page.locator(".message--found")).to_contain_text("see https://example.org/tea")
    page.go_back()
    expect(found(ann)).to_have_count(1)
    page.get_by_label("From day").fill("2020-01-01")
    page.get_by_label("To day").fill("2020-01-02")
    expect(page.get_by_text("Nothing found")).to_be_visible()


def test_two_characters_find_a_message_on_a_phone_in_chinese(own_site: Site, devices: Devices) -> None:
    chat = own_site.chat_of("lin", "chen")
    say(own_site, "chen", chat, "明天下午三点在湖边喝茶，记得带伞。")
    own_site["lin"].command("profile.update", locale="zh-hans")
    lin = Window.open(devices.of(own_site["lin"], viewport=PHONE))
    page = lin.page
    page.locator(".pane__find").click()

    page.get_by_role("combobox").fill("喝茶")
    option = page.get_by_role("option", name="陈默：明天下午")
    expect(option.locator("mark")).to_have_text("喝茶")
    page.get_by_role("option", name="搜索聊天记录").click()

    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(found(lin)).to_have_count(1)
    page.get_by_role("searchbox").fill("茶三")
    expect(page.get_by_text("没有找到")).to_be_visible()
    page.get_by_role("searchbox").fill("湖边")
    found(lin).click()
    expect(page.locator(".message--found")).to_contain_text("湖边")
    page.get_by_role("button", name="返回").click()
    expect(found(lin)).to_have_count(1)
    own_site["lin"].command("profile.update", locale="en")


def test_without_a_line_the_search_says_so_and_goes_on_by_itself(
    own_site: Site, devices: Devices, guard: Guard, chat: str
) -> None:
    guard.expect("ERR_INTERNET_DISCONNECTED")
    context = devices.of(own_site["ann"])
    ann = Window.open(context, "/search?q=cup")
    expect(found(ann)).to_have_count(20)

    context.set_offline(True)
    ann.page.get_by_role("searchbox").fill("cup 30")
    expect(ann.page.get_by_text("The search did not work")).to_be_visible()
    context.set_offline(False)

    expect(found(ann)).to_have_count(1)


def test_in_a_talk_one_goes_from_match_to_match_and_to_a_day(own_site: Site, devices: Devices, chat: str) -> None:
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{chat}")
    page, marked = ann.page, ann.page.locator(".message--found")
    expect(ann.composer).to_be_focused()
    page.get_by_role("button", name="Search in this conversation").click()
    bar = page.locator("happy-search-in-talk")
    expect(bar.get_by_role("searchbox")).to_be_focused()

    page.keyboard.type("cup")
    expect(bar.get_by_text(f"1 of {CUPS}")).to_be_visible()
    expect(marked).to_contain_text(f"cup {CUPS} of tea")
    page.keyboard.press("Enter")
    expect(bar.get_by_text(f"2 of {CUPS}")).to_be_visible()
    bar.get_by_role("button", name="Earlier message").click()
    expect(marked).to_contain_text(f"cup {CUPS - 2} of tea")
    bar.get_by_role("button", name="Later message").click()
    expect(marked).to_contain_text(f"cup {CUPS - 1} of tea")

    bar.get_by_label("Go to a day").fill("2020-01-01")
    expect(ann.message("👍 cup 1 of tea")).to_be_in_viewport()
    bar.get_by_role("searchbox").fill("nothing like it")
    expect(bar.get_by_text("Nothing found")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    page.locator(".timeline__scroll").focus()
    page.keyboard.press("/")
    expect(bar.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".timeline__scroll")).to_be_focused()
