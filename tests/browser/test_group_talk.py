"""Talking in a group: what can be done with a message, what stands above them, who is called, who may speak."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window

_numbers = itertools.count()


def group_of(site: Site, owner: str, *members: str, **about: object) -> str:
    """Make a group by command and return its path."""
    ids = [site.ids[member] for member in members]
    number = f"talk-{next(_numbers)}"
    made = site[owner].command("group.create", client_id=number, name=f"Hills {number}", members=ids, **about)
    return f"/chats/{made['stream']}"


def menu_of(window: Window, text: str) -> Locator:
    """Ask what can be done with a message, as a mouse does."""
    window.message(text).locator(".message__bubble").click(button="right")
    menu = window.page.get_by_role("menu")
    expect(menu).to_be_visible()
    return menu


def choose(window: Window, text: str, words: str) -> None:
    """Do one of those things."""
    menu_of(window, text).get_by_role("menuitem", name=words, exact=True).click()


def test_what_is_taken_back_is_gone_for_all_and_can_be_written_again(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob", "lin")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    bob.say("Half pasd nine", "See you")
    ann.shows(["Half pasd nine", "See you"])

    choose(bob, "Half pasd nine", "Take back")

    ann.shows(["See you"])
    expect(ann.notices.last).to_have_text("Bob took back a message")
    bob.page.get_by_role("button", name="Edit again").click()
    expect(bob.composer).to_have_value("Half pasd nine")
    expect(bob.composer).to_be_focused()

    choose(ann, "See you", "Take back")
    ann.page.get_by_role("dialog", name="Take back what Bob wrote?").get_by_role("button", name="Take back").click()

    bob.shows([])
    expect(bob.notices.last).to_have_text("Ann took back a message")


def test_keys_find_every_message_and_what_can_be_done_with_it(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    bob.say("one", "two")
    ann.shows(["one", "two"])

    ann.message("two").get_by_role("button", name="More about this message").focus()
    ann.page.keyboard.press("ArrowUp")
    ann.page.keyboard.press("Enter")
    menu = ann.page.get_by_role("menu")
    for words in ("Pin", "Take back", "Report"):
        expect(menu.get_by_role("menuitem", name=words)).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Edit")).to_have_count(0)
    ann.page.keyboard.press("Escape")

    expect(ann.message("one").get_by_role("button", name="More about this message")).to_be_focused()
    menu = menu_of(bob, "one")
    for words in ("Edit", "Take back"):
        expect(menu.get_by_role("menuitem", name=words)).to_be_visible()
    for words in ("Pin", "Report"):
        expect(menu.get_by_role("menuitem", name=words)).to_have_count(0)


def test_a_finger_that_rests_on_a_message_may_report_it(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    own_site["ann"].command("message.send", stream=path.split("/")[-1], client_id="spam", body="Cheap pills")
    bob = Window.open(devices.of(own_site["bob"], viewport=PHONE, has_touch=True, is_mobile=True), path)

    bubble = bob.message("Cheap pills").locator(".message__bubble")
    bubble.dispatch_event("pointerdown", {"pointerType": "touch", "clientX": 60, "clientY": 120})
    bob.page.get_by_role("menuitem", name="Report").click()
    dialog = bob.page.get_by_role("dialog", name="Report this message")
    expect(dialog.get_by_role("button", name="Report")).to_be_disabled()
    dialog.get_by_role("radio", name="Advertising or spam").check()
    dialog.get_by_label("In your words").fill("Again and again")
    dialog.get_by_role("button", name="Report").click()

    expect(bob.page.get_by_text("Thank you. It will be looked at.")).to_be_visible()
    with own_site.server.database() as database:
        told = database.execute("SELECT reason, text FROM chat_report").fetchall()
    assert [tuple(row) for row in told] == [("spam", "Again and again")]


def test_what_is_pinned_stands_above_and_leads_to_its_message(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    stream = path.rsplit("/", 1)[-1]
    for number in range(120):
        own_site["ann"].command("message.send", stream=stream, client_id=f"pin-{number}", body=f"word {number}")
    own_site["ann"].command("message.pin", stream=stream, seq=3, on=True)  # word 1, far above what is loaded
    ann, bob = (Window.open(devices.of(own_site[name]), path) for name in ("ann", "bob"))
    bar = bob.page.get_by_role("region", name="Pinned messages")

    expect(bar).to_contain_text("Ann: word 1")
    choose(ann, "word 119", "Pin")
    expect(bar).to_contain_text("Ann: word 119")
    bar.get_by_role("button", name="All 2 pinned messages").click()
    listed = bob.page.get_by_role("dialog", name="Pinned messages")
    expect(listed.get_by_role("button", name="Unpin")).to_have_count(0)
    listed.get_by_role("button", name=re.compile("word 1$")).click()
    expect(bob.message("word 1")).to_be_in_viewport()
    expect(listed).to_be_hidden()

    ann.page.get_by_role("button", name="All 2 pinned messages").click()
    ann.page.get_by_role("button", name="Unpin").first.click()
    expect(ann.page.get_by_role("button", name="Unpin")).to_have_count(1)
    ann.page.get_by_role("button", name="Unpin").click()
    expect(bar).to_have_count(0)


def test_a_notice_asks_to_be_read_and_then_takes_one_line(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob", notice="Boots and water.\nNine at the bridge.")
    bob = Window.open(devices.of(own_site["bob"]), path)
    other = Window.open(devices.of(own_site["bob"], viewport=PHONE), path)
    notice = bob.page.get_by_role("region", name="Group notice")

    expect(notice).to_contain_text("Nine at the bridge.")
    notice.get_by_role("button", name="I have read it").click()

    for window in (bob, other):
        expect(window.page.get_by_role("button", name="I have read it")).to_have_count(0)
    expect(notice.get_by_role("button", name="Boots and water.")).to_be_focused()
    notice.get_by_role("button", name="Boots and water.").click()
    expect(notice).to_contain_text("Ann, ")
    notice.get_by_role("button", name="Fold").click()

    own_site["ann"].command("group.update", stream=path.rsplit("/", 1)[-1], notice="Ten at the bridge.")
    expect(notice.get_by_role("button", name="I have read it")).to_be_visible()
    expect(notice).to_contain_text("Ten at the bridge.")


def test_an_at_finds_members_by_any_of_their_names_and_calls_them(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob", "lin")
    own_site["ann"].command("contact.note", user=own_site.ids["bob"], note="Plumber")
    own_site["bob"].command("group.nickname", stream=path.rsplit("/", 1)[-1], nickname="Captain")
    ann = Window.open(devices.of(own_site["ann"]), path)
    lin = Window.open(devices.of(own_site["lin"], viewport=PHONE))
    found = ann.page.get_by_role("listbox", name="Members").get_by_role("option")

    ann.composer.press_sequentially("hi @")
    expect(found).to_have_text([re.compile("Everyone"), re.compile("Plumber.*Captain"), re.compile("林小雨")])
    ann.composer.press_sequentially("lxy")
    expect(found).to_have_count(1)
    ann.composer.press("Enter")
    expect(ann.composer).to_have_value("hi @林小雨 ")
    ann.composer.press_sequentially("and @pl")
    found.click()
    expect(ann.composer).to_have_value("hi @林小雨 and @Captain ")
    ann.composer.press("Enter")

    expect(lin.page.locator("happy-chats .row__call")).to_have_text("@you")
    expect(ann.page.locator(".call")).to_have_text(["@林小雨", "@Captain"])
    lin.go(path)
    expect(lin.page.locator(".call--me")).to_have_text("@林小雨")

    ann.composer.press_sequentially("@")
    expect(found.first).to_be_visible()
    ann.composer.press("Escape")
    expect(found).to_have_count(0)
    ann.composer.press_sequentially("b")
    ann.composer.press("Enter")
    ann.shows(["hi @林小雨 and @Captain", "@b"])


def test_who_is_called_far_below_gets_there_by_one_button(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    stream = path.rsplit("/", 1)[-1]
    for number in range(150):
        body, mentions = ("Come here, @Bob", [own_site.ids["bob"]]) if number == 60 else (f"word {number}", [])
        own_site["ann"].command("message.send", stream=stream, client_id=f"call-{number}", body=body, mentions=mentions)
    bob = Window.open(devices.of(own_site["bob"]), path)
    button = bob.page.get_by_role("button", name="1 message calls you: show it")

    button.click()

    expect(bob.message("Come here, @Bob")).to_be_in_viewport()
    expect(button).to_have_count(0)
    expect(bob.page.locator(".call--me")).to_have_text("@Bob")


def test_who_may_not_speak_reads_why_and_loses_no_word(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob", "lin")
    stream, bob_id = path.rsplit("/", 1)[-1], own_site.ids["bob"]
    ann, bob = own_site["ann"], Window.open(devices.of(own_site["bob"]), path)
    closed = bob.page.locator(".conversation__closed")

    bob.write("Half a thought")
    ann.command("group.update", stream=stream, speak="admins")
    expect(closed).to_contain_text("Only admins can write here.")
    expect(closed).to_contain_text("[Draft] Half a thought")
    ann.command("group.role", stream=stream, user=bob_id, role="admin")
    expect(bob.composer).to_have_value("Half a thought")

    ann.command("group.role", stream=stream, user=bob_id, role="member")
    ann.command("group.update", stream=stream, speak="all")
    ann.command("group.mute", stream=stream, user=bob_id, until=in_seconds(6))
    expect(closed).to_contain_text("You are muted here until")
    expect(bob.composer).to_have_value("Half a thought")  # by itself, when the time is over


def test_in_slow_mode_the_seconds_are_counted(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob", slow=4)
    bob = Window.open(devices.of(own_site["bob"]), path)
    send = bob.page.locator(".composer__send")

    bob.say("one")
    bob.write("two")
    expect(send).to_have_text(re.compile(r"\d s"))
    expect(bob.page.get_by_text("Slow mode: one message in 4 seconds.")).to_be_visible()
    bob.composer.press("Enter")
    expect(bob.composer).to_have_value("two")
    expect(send).to_have_text("Send")
    bob.composer.press("Enter")

    bob.shows_sent(["one", "two"])


def test_who_is_out_reads_why_and_keeps_the_draft(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob", "lin")
    stream = path.rsplit("/", 1)[-1]
    bob = Window.open(devices.of(own_site["bob"], permissions=["clipboard-read", "clipboard-write"]), path)
    lin = Window.open(devices.of(own_site["lin"], viewport=PHONE), path)
    name = lin.title.inner_text()

    bob.write("My last words")
    own_site["ann"].command("group.remove", stream=stream, users=[own_site.ids["bob"]])

    expect(bob.page.get_by_text("You were removed from this group")).to_be_visible()
    expect(bob.title).to_have_text(name)
    bob.page.get_by_role("button", name="Copy").click()
    expect(bob.page.get_by_text("Copied.")).to_be_visible()
    assert bob.page.evaluate("navigator.clipboard.readText()") == "My last words"
    own_site["ann"].command("group.dissolve", stream=stream)
    expect(lin.page.get_by_text("This group was dissolved")).to_be_visible()
    lin.page.get_by_role("link", name="To my conversations").click()
    expect(lin.page.locator("happy-chats .row").first).to_be_visible()
    expect(lin.row(name)).to_have_count(0)


def test_members_are_called_what_they_want_to_be_called_there(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob", "chen", "lin")
    stream = path.rsplit("/", 1)[-1]
    own_site["ann"].command("contact.note", user=own_site.ids["lin"], note="Xiaoyu")
    for name in ("chen", "lin"):
        own_site[name].command("group.nickname", stream=stream, nickname=f"Captain {name}")
        own_site[name].command("message.send", stream=stream, client_id=f"called-{name}", body=f"I am {name}")
    ann = Window.open(devices.of(own_site["ann"]), path)
    bob = Window.open(devices.of(own_site["bob"]), path)
    own_site["ann"].command("message.send", stream=stream, client_id="called-ann", body="I am ann")

    expect(ann.message("I am chen").locator(".message__author")).to_have_text(re.compile("Captain chen"))
    expect(ann.message("I am lin").locator(".message__author")).to_have_text(re.compile("Xiaoyu"))
    expect(bob.message("I am ann").locator(".message__role")).to_have_text("Owner")
    own_site["ann"].command("group.mute", stream=stream, user=own_site.ids["chen"], until=in_seconds(3600))
    expect(ann.notices.last).to_contain_text("You muted Captain chen")


def test_many_who_come_and_go_stand_in_one_line(own_site: Site, devices: Devices) -> None:
    path = group_of(own_site, "ann", "bob")
    stream, chen = path.rsplit("/", 1)[-1], own_site.ids["chen"]
    bob = Window.open(devices.of(own_site["bob"]), path)

    for _ in range(2):
        own_site["ann"].command("group.invite", stream=stream, users=[chen])
        own_site["ann"].command("group.remove", stream=stream, users=[chen])

    folded = bob.page.locator("details.timeline__notice")
    expect(folded.locator("summary")).to_have_text("4 changes of members")
    expect(folded.get_by_text("Ann removed 陈默")).to_have_count(2)
    expect(folded.get_by_text("Ann removed 陈默").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.get_by_text("Ann removed 陈默").first).to_be_visible()


def in_seconds(seconds: int) -> str:
    """Return the moment so many seconds from now, as the protocol writes it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
