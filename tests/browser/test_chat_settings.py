"""What each person arranges of a conversation for themselves, by mouse, finger or keys, on all their devices."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window


def item(window: Window, words: str) -> Locator:
    """Return what a menu offers."""
    return window.page.locator(".menu__item", has_text=re.compile(rf"^\s*{words}\s*$"))


def choose(window: Window, name: str, *words: str) -> None:
    """Open the menu of a row by a right click and choose, menu after menu."""
    window.row(name).click(button="right")
    for word in words:
        item(window, word).click()


def rows(window: Window) -> Locator:
    """Return the names in the list, from the top."""
    return window.page.locator("happy-chat-row .row__name")


def group(site: Site, name: str, *members: str) -> str:
    """Let Ann make a group, in which somebody says hello."""
    ids = [site.ids[member] for member in members]
    stream = str(site["ann"].command("group.create", client_id=name, name=name, members=ids)["stream"])
    said(site, stream, members[0], f"Hello {name}")
    return stream


def said(site: Site, stream: str, author: str, body: str) -> None:
    """Let somebody say something."""
    site[author].command("message.send", stream=stream, client_id=body.replace(" ", "-"), body=body)


def test_pinned_ones_come_first_on_every_device_and_folders_narrow_the_list(own_site: Site, devices: Devices) -> None:
    own_site["ann"].command("profile.update", locale="zh-hans")
    phone = Window.open(devices.of(own_site["ann"], viewport=PHONE))
    own_site["ann"].command("profile.update", locale="en")
    ann = Window.open(devices.of(own_site["ann"]))
    first = rows(ann).first.inner_text()
    assert first != "Bob"

    ann.row("Bob").click()
    ann.page.get_by_role("button", name="More", exact=True).click()
    item(ann, "Pin on top").click()
    expect(rows(ann).first).to_have_text("Bob")
    expect(rows(phone).first).to_have_text("Bob")

    choose(ann, "林小雨", "Folder…", "New folder…")
    ann.page.get_by_label("Name of the folder").fill("山")
    ann.page.get_by_role("button", name="Put it there").click()
    phone.page.get_by_role("button", name="山", exact=True).click()
    expect(rows(phone)).to_have_text(["林小雨"])
    choose(phone, "林小雨", "分组…", "不分组")
    expect(phone.page.get_by_role("group", name="分组")).to_have_count(0)
    expect(rows(phone)).to_have_count(3)
    choose(phone, "Bob", "取消置顶")
    expect(rows(ann).first).to_have_text(first)


def test_what_is_archived_wakes_with_a_message_unless_it_is_muted(own_site: Site, devices: Devices) -> None:
    loud, quiet = group(own_site, "Loud", "bob"), group(own_site, "Quiet", "lin")
    ann = Window.open(devices.of(own_site["ann"]))
    archive = ann.page.get_by_role("button", name=re.compile("^Archived"))
    choose(ann, "Quiet", "Notifications…", "Mute for an hour")
    expect(ann.row("Quiet")).to_contain_text("muted")
    choose(ann, "Loud", "Archive")
    choose(ann, "Quiet", "Archive")
    expect(archive).to_contain_text("Quiet, Loud")
    expect(ann.row("Loud")).to_have_count(0)

    said(own_site, loud, "bob", "wake up")
    said(own_site, quiet, "lin", "psst")

    expect(ann.row("Loud")).to_contain_text("wake up")
    expect(ann.row("Quiet")).to_have_count(0)
    archive.click()
    expect(ann.row("Quiet")).to_contain_text("psst")
    choose(ann, "Quiet", "Take out of the archive")
    expect(archive).to_have_count(0)
    choose(ann, "Quiet", "Notifications…", "All messages")
    expect(ann.row("Quiet")).not_to_contain_text("muted")


def test_what_is_muted_or_wants_mentions_only_counts_so(own_site: Site, devices: Devices) -> None:
    stream = group(own_site, "Choir", "chen")
    ann = Window.open(devices.of(own_site["ann"]))
    for name in ("Loud", "Quiet", "Choir"):
        choose(ann, name, "Mark as read") if ann.unread(name).count() else None
    total = ann.page.locator(".tabs__badge")
    expect(total).to_have_count(0)

    choose(ann, "Choir", "Notifications…", "Only when somebody mentions me")
    said(own_site, stream, "chen", "la la")
    expect(ann.unread("Choir")).to_have_class(re.compile("badge--muted"))
    expect(total).to_have_count(0)
    own_site["chen"].command(
        "message.send", stream=stream, client_id="at-ann", body="@Ann sing", mentions=[own_site.ids["ann"]]
    )

    expect(total).to_contain_text("1")
    ann.go(f"/chats/{stream}/info")
    mine = ann.page.get_by_role("region", name="For me alone")
    mine.get_by_role("button", name="Notifications…").click()
    item(ann, "Mute always").click()
    expect(mine).to_contain_text("Muted")
    expect(ann.row("Choir")).to_contain_text("muted")


def test_marking_hiding_and_clearing(own_site: Site, devices: Devices) -> None:
    stream = group(own_site, "Hills", "bob")
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{stream}")
    ann.shows(["Hello Hills"])

    choose(ann, "Hills", "Mark as unread")
    expect(ann.page).to_have_url(re.compile("/chats$"))
    expect(ann.row("Hills")).to_contain_text("marked as unread")
    choose(ann, "Hills", "Mark as read")
    expect(ann.row("Hills")).not_to_contain_text("marked as unread")

    choose(ann, "Hills", "Clear the history for me")
    dialog = ann.page.get_by_role("dialog", name="Clear what was said with Hills?")
    dialog.get_by_role("button", name="Clear").click()
    expect(ann.row("Hills")).not_to_contain_text("Hello")
    choose(ann, "Hills", "Hide until the next message")
    expect(ann.row("Hills")).to_have_count(0)
    ann.go("/contacts/groups")
    expect(ann.page.locator("happy-my-groups .row", has_text="Hills")).to_have_count(1)
    ann.page.keyboard.press("Control+k")
    ann.page.keyboard.type("Hills")
    expect(ann.page.get_by_role("option").first).to_contain_text("Hills")
    ann.page.keyboard.press("Escape")
    ann.go("/chats")
    said(own_site, stream, "bob", "back again")
    ann.row("Hills").click()
    ann.shows(["back again"])


def test_keys_and_fingers_open_the_menu_and_the_focus_comes_back(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]))
    keys = ann.page.keyboard
    ann.row("Bob").focus()
    keys.press("Tab")
    more = ann.page.get_by_role("button", name="More for Bob")
    expect(more).to_be_focused()
    keys.press("Enter")
    expect(item(ann, "Pin on top")).to_be_focused()
    keys.press("Escape")
    expect(more).to_be_focused()

    context = devices.of(own_site["ann"], viewport=PHONE, has_touch=True, is_mobile=True)
    phone = Window.open(context)
    box = phone.row("Bob").bounding_box()
    assert box
    finger = context.new_cdp_session(phone.page)
    point = {"x": box["x"] + 100, "y": box["y"] + 20}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(item(phone, "Pin on top")).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    item(phone, "Pin on top").tap()
    expect(rows(phone).first).to_have_text("Bob")
    expect(phone.page).to_have_url(re.compile("/chats$"))
