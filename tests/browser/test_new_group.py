"""Making a group: friends are ticked, everybody has it at once, and reads in their language who made it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window


def new_group(window: Window) -> Page:
    """Go to where groups are made."""
    window.page.get_by_role("button", name=re.compile("^(New|新建)$")).click()
    window.page.get_by_role("menuitem", name=re.compile("^(New group|新建群聊)$")).click()
    expect(window.page.locator("happy-new-group h1")).to_be_visible()
    return window.page


def test_who_is_ticked_is_in_it_and_reads_who_made_it(own_site: Site, devices: Devices) -> None:
    own_site["lin"].command("profile.update", locale="zh-hans")
    lin = Window.open(devices.of(own_site["lin"], viewport=PHONE))
    ann = Window.open(devices.of(own_site["ann"]))
    page = new_group(ann)

    page.get_by_label("Name of the group").fill("Hills")
    page.get_by_label("Search among friends").fill("xiaoyu")
    page.get_by_role("checkbox", name="林小雨").check()
    page.get_by_label("Search among friends").fill("")
    page.get_by_role("checkbox", name="Bob").check()
    page.get_by_role("button", name="Create the group with 2 friends").click()

    expect(ann.title).to_have_text("Hills")
    expect(ann.notices).to_have_text(["You created the group with 林小雨, Bob"])
    expect(ann.row("Hills").locator(".face--group")).to_have_attribute("data-count", "3")
    lin.row("Hills").click()
    expect(lin.notices).to_have_text([re.compile("Ann.*创建了群聊")])
    lin.say("大家好")
    ann.shows(["大家好"])


def test_an_answer_that_is_lost_makes_no_second_group(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]))
    page = new_group(ann)
    page.get_by_label("Name of the group").fill("Once")

    page.evaluate("""() => {
      const { groups } = document.querySelector('happy-app').store;
      const create = groups.create.bind(groups);
      groups.create = async (...given) => { groups.create = create; await create(...given); throw new Error('lost'); };
    }""")
    page.get_by_role("button", name="Create the group", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    page.get_by_role("button", name="Create the group", exact=True).click()

    expect(ann.title).to_have_text("Once")
    expect(ann.row("Once")).to_have_count(1)


def test_a_group_may_have_a_picture_of_its_own(own_site: Site, devices: Devices) -> None:
    ann, bob = Window.open(devices.of(own_site["ann"])), Window.open(devices.of(own_site["bob"]))
    page = new_group(ann)

    page.get_by_label("Picture", exact=True).set_input_files("static/img/apple-touch-icon.png")
    page.get_by_role("dialog", name="Crop the picture").get_by_role("button", name="Use it").click()
    expect(page.get_by_text("A picture of its own")).to_be_visible()
    page.get_by_label("Name of the group").fill("Pictured")
    page.get_by_role("checkbox", name="Bob").check()
    page.get_by_role("button", name="Create the group with 1 friend").click()

    expect(ann.title).to_have_text("Pictured")
    expect(bob.row("Pictured").locator("img.face__picture")).to_have_attribute(
        "src", re.compile("/api/v1/attachments/")
    )


def test_names_that_are_too_long_are_not_sent(own_site: Site, devices: Devices) -> None:
    page = new_group(Window.open(devices.of(own_site["ann"])))

    page.get_by_label("Name of the group").fill("字" * 41)

    expect(page.get_by_text("41 of 40")).to_be_visible()
    expect(page.get_by_role("button", name="Create the group", exact=True)).to_be_disabled()
