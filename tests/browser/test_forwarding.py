"""Forwarding: picking messages by keys and by touch, where they go, and what comes there."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window
from .test_group_talk import choose, group_of


def test_what_is_picked_by_keys_goes_as_a_record_to_a_group_and_a_friend(own_site: Site, devices: Devices) -> None:
    hills = group_of(own_site, "ann", "lin")
    talk = f"/chats/{own_site.chat_of('ann', 'bob')}"
    ann = Window.open(devices.of(own_site["ann"]), talk)
    bob, lin = (Window.open(devices.of(own_site[name]), path) for name, path in (("bob", talk), ("lin", hills)))
    bob.say("Shall we walk?", "On Sunday?")
    ann.say("Yes, at nine")
    ann.shows(["Shall we walk?", "On Sunday?", "Yes, at nine"])

    choose(ann, "Shall we walk?", "Select")
    bar = ann.page.get_by_role("toolbar", name="Picked messages")
    expect(ann.page.get_by_role("checkbox", name="Bob: Shall we walk?")).to_be_focused()
    expect(ann.composer).to_be_hidden()
    ann.page.keyboard.press("ArrowDown")
    ann.page.keyboard.press("Space")
    ann.message("Yes, at nine").click()
    expect(bar.get_by_role("status")).to_have_text("3 picked")

    bar.get_by_role("button", name="Forward").click()
    dialog = ann.page.get_by_role("dialog", name="Forward 3 messages")
    for name in ("Hills", "lxy"):
        ann.page.keyboard.type(name)
        ann.page.keyboard.press("Enter")
        dialog.get_by_role("searchbox").fill("")
    dialog.get_by_label("Together, as a chat record").check()
    dialog.get_by_label("Say something with it").fill("Come along!")
    dialog.get_by_role("button", name="Forward (2)").click()
    expect(bar).to_have_count(0)
    expect(ann.composer).to_be_visible()

    lin.shows(["Come along!"])
    record = lin.page.get_by_role("button", name="Chat of Bob and Ann")
    expect(record).to_contain_text("Yes, at nine")
    record.click()
    viewer = lin.page.get_by_role("dialog", name="Chat of Bob and Ann")
    expect(viewer.get_by_role("listitem")).to_have_text([re.compile(said) for said in ("walk", "Sunday", "nine")])
    lin.page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(record).to_be_focused()
    expect(lin.row("Ann")).to_contain_text("Come along!")


def test_a_finger_picks_and_esc_leaves(own_site: Site, devices: Devices) -> None:
    talk = f"/chats/{own_site.chat_of('ann', 'chen')}"
    chen = Window.open(devices.of(own_site["chen"]), talk)
    ann = Window.open(devices.of(own_site["ann"], viewport=PHONE, has_touch=True), talk)
    chen.say("早上好", "吃了吗？")
    ann.shows(["早上好", "吃了吗？"])

    choose(ann, "早上好", "Select")
    ann.message("吃了吗？").tap()
    bar = ann.page.get_by_role("toolbar", name="Picked messages")
    expect(bar.get_by_role("status")).to_have_text("2 picked")
    ann.message("吃了吗？").tap()
    expect(bar.get_by_role("status")).to_have_text("1 picked")
    ann.page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(ann.title).to_be_visible()


def test_one_message_says_whose_it_was_and_all_or_nothing_goes(own_site: Site, devices: Devices) -> None:
    quiet = group_of(own_site, "bob", "ann")
    talk = f"/chats/{own_site.chat_of('ann', 'bob')}"
    ann, bob = Window.open(devices.of(own_site["ann"]), talk), Window.open(devices.of(own_site["bob"]), quiet)
    own_site["bob"].command("message.send", stream=talk[7:], client_id="forward-one", body="Bring water")

    ann.shows(["Bring water"], mark="Bring water")
    choose(ann, "Bring water", "Forward")
    dialog = ann.page.get_by_role("dialog", name="Forward the message")
    ann.page.keyboard.type("Hills")
    dialog.get_by_role("checkbox").first.check()
    dialog.get_by_role("button", name="Forward", exact=True).click()

    expect(dialog).to_have_count(0)
    expect(bob.message("Bring water").locator(".message__origin")).to_have_text("Forwarded from Bob")


def test_who_has_read_it_is_told_by_name_while_they_do_and_only_among_those_who_show_it(
    own_site: Site, devices: Devices
) -> None:
    path = group_of(own_site, "ann", "bob", "lin", "chen")
    own_site["chen"].command("profile.update", preferences={"receipts": False})
    ann = Window.open(devices.of(own_site["ann"]), path)
    ann.say("Nine at the north gate")
    choose(ann, "Nine at the north gate", "Who has read it")
    dialog = ann.page.get_by_role("dialog", name="Who has read it")
    expect(dialog.get_by_role("list", name="Not yet (2)")).to_contain_text("林小雨")
    expect(dialog).to_contain_text("1 person does not show what they have read.")

    bob = Window.open(devices.of(own_site["bob"]), path)
    bob.shows(["Nine at the north gate"])
    expect(dialog.get_by_role("list", name="Read (1)")).to_have_text(re.compile("Bob"))
    ann.page.keyboard.press("Escape")
    ann.page.get_by_role("button", name="Read by 1").click()
    expect(dialog).to_be_visible()

    own_site["ann"].command("profile.update", preferences={"receipts": False})
    expect(dialog.get_by_role("list")).to_have_count(0)
    expect(ann.state("Nine at the north gate")).to_have_text(re.compile("Sent"))
    own_site["ann"].command("profile.update", preferences={"receipts": True})
    expect(dialog.get_by_role("list", name="Read (1)")).to_be_visible()
