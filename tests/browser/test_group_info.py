"""A group's info: who is in it, what each role can do, and that everybody sees it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window


def group_of(site: Site, name: str, members: Sequence[str] = ("bob", "lin"), **about: object) -> str:
    """Let Ann make a group; return it."""
    ids = [site.ids[member] for member in members]
    return str(site["ann"].command("group.create", client_id=name, name=name, members=ids, **about)["stream"])


def info(window: Window) -> Page:
    """Open the group's info from the head of its conversation."""
    window.page.locator(".conversation__who").click()
    expect(window.page.get_by_role("heading", name="Group info")).to_be_focused()
    return window.page


def rows(page: Page) -> Locator:
    """Return the rows of the list of members."""
    return page.locator(".members .row__name")


def answer(page: Page, question: str, yes: str) -> None:
    """Say yes to a question."""
    page.get_by_role("dialog", name=question).get_by_role("button", name=yes).click()


def test_members_are_seen_found_and_added_beside_the_talk(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Walkers")
    own_site["lin"].command("group.nickname", stream=group, nickname="Rain")
    own_site["chen"].command("profile.update", preferences={"invite": "nobody"})
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}")
    page = info(ann)

    page.get_by_role("link", name="All members").click()
    expect(rows(page)).to_have_text(["Ann", "Bob", "Rain"])
    page.get_by_label("Search among members").fill("xiaoyu")
    expect(rows(page)).to_have_text(["Rain"])
    page.get_by_role("button", name="Back").last.click()
    expect(page.get_by_role("link", name="All members")).to_be_focused()

    page.get_by_role("link", name="Add", exact=True).click()
    expect(page.get_by_role("checkbox", name="Bob")).to_be_disabled()
    page.get_by_role("checkbox", name="陈默").check()
    page.get_by_role("button", name="Add 1 friend").click()
    expect(page.get_by_text("Not added, because they do not let you: 陈默")).to_be_visible()
    own_site["chen"].command("profile.update", preferences={"invite": "everyone"})
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_role("checkbox", name="陈默").check()
    page.get_by_role("button", name="Add 1 friend").click()

    expect(page.locator(".tile__name")).to_have_text(["Ann", "Bob", "陈默", "Rain", "Add"])
    expect(ann.composer).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".conversation__who")).to_be_focused()
    expect(page.get_by_role("heading", name="Group info")).to_have_count(0)


def test_who_leaves_goes_and_the_owner_hands_over_first(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Leavers", ["bob"])
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}/info")
    bob = Window.open(devices.of(own_site["bob"], viewport=PHONE), f"/chats/{group}")
    expect(ann.page.get_by_text("2 members")).to_be_visible()

    ann.page.get_by_role("button", name="Leave the group").click()
    expect(ann.page.get_by_text("hand it over to another member first")).to_be_visible()
    info(bob).get_by_role("button", name="Leave the group").click()
    answer(bob.page, "Leave “Leavers”?", "Leave")

    expect(bob.page.get_by_text("You left “Leavers”.")).to_be_visible()
    expect(bob.page).to_have_url(re.compile("/chats$"))
    expect(bob.row("Leavers")).to_have_count(0)
    expect(ann.page.get_by_text("1 member", exact=True)).to_be_visible()
    ann.page.get_by_role("button", name="Leave the group").click()
    answer(ann.page, "Leave “Leavers”?", "Leave")
    expect(ann.page.get_by_text("“Leavers” was dissolved.")).to_be_visible()
    expect(ann.row("Leavers")).to_have_count(0)


def test_an_admin_says_what_the_group_is_and_members_confirm_its_notice(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Oldname")
    own_site["ann"].command("group.role", stream=group, user=own_site.ids["bob"], role="admin")
    bob = Window.open(devices.of(own_site["bob"]), f"/chats/{group}/info/edit")
    lin = Window.open(devices.of(own_site["lin"], viewport=PHONE), f"/chats/{group}/info")
    expect(lin.page.get_by_role("link", name="Edit the group")).to_have_count(0)

    bob.page.get_by_label("Picture", exact=True).set_input_files("static/img/apple-touch-icon.png")
    bob.page.get_by_role("dialog", name="Crop the picture").get_by_role("button", name="Use it").click()
    expect(bob.page.get_by_text("A picture of its own")).to_be_visible()
    bob.page.get_by_label("Name of the group").fill("New name")
    bob.page.get_by_label("Introduction").fill("We walk.")
    bob.page.get_by_label("New tag").fill("hills")
    bob.page.get_by_role("button", name="Save").click()
    expect(lin.page.get_by_role("heading", name="New name")).to_be_visible()
    expect(lin.page.locator(".card__bio")).to_have_text("We walk.")
    expect(lin.page.locator(".tag")).to_have_text(["hills"])
    expect(lin.page.locator(".card img.face__picture")).to_have_attribute("src", re.compile("/attachments/"))

    bob.page.get_by_role("link", name="Group notice").click()
    bob.page.get_by_role("textbox", name="Group notice").fill("Eight at the gate")
    bob.page.get_by_role("button", name="Publish").click()
    expect(bob.page.get_by_text("1 of 3 have read it")).to_be_visible()
    lin.page.get_by_role("link", name=re.compile("Group notice.*Eight at the gate.*Not read yet", re.DOTALL)).click()
    lin.page.get_by_role("button", name="I have read it").click()
    expect(lin.page.get_by_role("button", name="I have read it")).to_have_count(0)
    bob.page.get_by_role("button", name="Look again").click()
    expect(bob.page.get_by_text("2 of 3 have read it")).to_be_visible()
    own_site["ann"].command("group.role", stream=group, user=own_site.ids["bob"], role="member")
    expect(bob.page.get_by_text("have read it")).to_have_count(0)


def test_a_name_of_ones_own_in_the_group_is_seen_by_all(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Names")
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}/info/members")
    lin = Window.open(devices.of(own_site["lin"]), f"/chats/{group}/info/nickname")

    lin.page.get_by_role("textbox", name="My name in this group").fill("Rain")
    lin.page.get_by_role("button", name="Save").click()

    expect(rows(ann.page)).to_have_text(["Ann", "Bob", "Rain"])
    expect(lin.page.get_by_role("link", name=re.compile("My name in this group.*Rain", re.DOTALL))).to_be_focused()


def menu(page: Page, name: str, *choices: str) -> None:
    """Choose from the menu of a member, and from the menus it opens."""
    page.get_by_role("button", name=f"More about {name}").click()
    for choice in choices:
        page.get_by_role("menuitem", name=choice).click()


def test_the_owner_gives_roles_silences_and_hands_over(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Rulers", ["bob", "lin", "chen"])
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}/info/members").page
    bob = Window.open(devices.of(own_site["bob"], viewport=PHONE), f"/chats/{group}/info/members").page
    lin = Window.open(devices.of(own_site["lin"]), f"/chats/{group}")
    expect(bob.locator(".member__more")).to_have_count(0)

    menu(ann, "Bob", "Make an admin")
    expect(bob.locator(".member", has_text="Bob").locator(".tag")).to_have_text("Admin")
    expect(bob.locator(".member__more")).to_have_count(2)
    menu(bob, "林小雨", "Mute…", "Until an admin lets them speak")
    expect(lin.composer).to_have_count(0)
    expect(lin.notices.last).to_have_text("Bob muted you")
    expect(ann.locator(".member", has_text="林小雨")).to_contain_text("May not speak")
    menu(bob, "林小雨", "Let them speak again")
    lin.say("Thank you")

    menu(bob, "陈默", "Remove from the group")
    answer(bob, "Remove 陈默 from “Rulers”?", "Remove from the group")
    expect(rows(ann)).to_have_text(["Ann", "Bob", "林小雨"])
    menu(ann, "Bob", "Hand the group over")
    answer(ann, "Hand “Rulers” over to Bob?", "Hand over")
    expect(bob.locator(".member", has_text="Bob").locator(".tag")).to_have_text("Owner")
    expect(ann.locator(".member__more")).to_have_count(1)


def test_who_is_banned_and_whose_group_is_dissolved_are_told(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Ending")
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}/info/members").page
    bob = Window.open(devices.of(own_site["bob"]), f"/chats/{group}/info/members").page
    lin = Window.open(devices.of(own_site["lin"], viewport=PHONE), f"/chats/{group}/info/notice").page
    expect(rows(bob)).to_have_count(3)

    menu(ann, "Bob", "Remove and ban")
    answer(ann, "Remove Bob from “Ending” for good?", "Remove and ban")
    expect(bob.get_by_text("You were removed from “Ending”.")).to_be_visible()
    expect(bob).to_have_url(re.compile("/chats$"))
    ann.get_by_role("button", name="Back").last.click()
    ann.get_by_role("button", name="Dissolve the group").click()
    answer(ann, "Dissolve “Ending”?", "Dissolve")

    for page in (ann, lin):
        expect(page.get_by_text("“Ending” was dissolved.")).to_be_visible()
        expect(page).to_have_url(re.compile("/chats$"))


def test_a_link_is_made_to_scan_and_to_copy_and_revoked(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Linked")
    bob = Window.open(devices.of(own_site["bob"], viewport=PHONE), f"/chats/{group}/info/links").page
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}/info/links").page

    ann.get_by_role("radio", name="One person").check(force=True)
    ann.get_by_role("button", name="Make a link").click()
    code = ann.get_by_label("Link to the group").input_value().rsplit("/", 1)[1]
    qr = ann.get_by_role("img", name="QR code of the invitation to “Linked”")
    expect(qr).to_have_js_property("complete", value=True)
    assert qr.evaluate("(image) => image.naturalWidth") > 0
    expect(ann.get_by_text("Used 0 of 1 times")).to_be_visible()
    own_site["eve"].command("group.join", code=code)
    expect(ann.get_by_text("Links that let people in")).to_have_count(0)  # it is used up

    bob.get_by_role("button", name="Make a link").click()
    code = bob.get_by_label("Link to the group").input_value().rsplit("/", 1)[1]
    bob.get_by_role("button", name="Revoke").click()
    answer(bob, "Revoke this link?", "Revoke")
    expect(bob.get_by_role("button", name="Make a link")).to_be_visible()
    refused = own_site["lin"].post("command", {"command": "group.join", "code": code}).json()
    assert refused["error"]["code"] == "not_found"


def test_who_asks_to_join_is_seen_at_once_and_answered(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Asked", ["bob"], public=True, join="approval", question="Why?")
    own_site["ann"].command("group.role", stream=group, user=own_site.ids["bob"], role="admin")
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}/info/requests").page
    bob = Window.open(devices.of(own_site["bob"], viewport=PHONE), f"/chats/{group}").page
    expect(ann.get_by_text("Nobody asks to join")).to_be_visible()

    own_site["chen"].command("group.join", stream=group, answer="Because")
    own_site["eve"].command("group.join", stream=group, answer="Why not")
    expect(ann.locator(".request")).to_have_count(2)
    expect(bob.locator(".conversation__head .badge")).to_have_text("2 requests to join")
    ann.get_by_role("button", name="Accept 陈默").click()
    expect(ann.locator(".request")).to_have_count(1)
    bob.goto(f"/chats/{group}/info")
    bob.get_by_role("link", name=re.compile("Requests to join")).click()
    expect(bob.get_by_text("Why not")).to_be_visible()
    bob.get_by_role("button", name="Decline Eve").click()

    for page in (ann, bob):
        expect(page.get_by_text("Nobody asks to join")).to_be_visible()
    expect(bob.get_by_role("heading", name="Requests to join")).to_be_focused()
    bob.get_by_role("button", name="Back").click()
    expect(bob.get_by_text("3 members")).to_be_visible()


def test_rules_hold_at_once_and_the_log_says_who_set_them(own_site: Site, devices: Devices) -> None:
    group = group_of(own_site, "Ruled")
    own_site["ann"].command("group.role", stream=group, user=own_site.ids["bob"], role="admin")
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{group}/info/settings").page
    bob = Window.open(devices.of(own_site["bob"], viewport=PHONE), f"/chats/{group}/info/settings").page
    lin = Window.open(devices.of(own_site["lin"]), f"/chats/{group}/info")
    expect(lin.page.get_by_role("link", name="Add", exact=True)).to_be_visible()

    def choose(question: str, choice: str) -> None:
        ann.get_by_role("group", name=question).get_by_role("radio", name=choice).check(force=True)
        expect(bob.get_by_role("group", name=question).get_by_role("radio", name=choice)).to_be_checked()

    choose("Public group", "On")
    choose("How strangers come in", "After an admin's yes")
    choose("Who brings others in", "Only admins")
    choose("Slow mode", "30 seconds")
    choose("Who may write", "Only admins")
    ann.get_by_label("Question to who asks to join").fill("Why?")
    ann.get_by_role("button", name="Save the question").click()

    expect(lin.composer).to_have_count(0)
    expect(lin.page.get_by_role("link", name="Add", exact=True)).to_have_count(0)
    expect(bob.get_by_label("Question to who asks to join")).to_have_value("Why?")
    ann.get_by_role("button", name="Back").last.click()
    ann.get_by_role("link", name="Log").click()
    said = ann.locator(".log__words")
    expect(said.first).to_have_text("Ann changed the settings of the group")
    expect(said.last).to_have_text("Ann created the group")
    own_site["bob"].command("group.update", stream=group, name="Renamed")
    expect(said.first).to_have_text("Bob renamed the group to “Renamed”")
