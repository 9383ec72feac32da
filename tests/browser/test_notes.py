"""What I note about people: my name for them, a star, tags; seen by me everywhere and by nobody else."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window


def contact_names(window: Window) -> Locator:
    """Return the names in the list of contacts, from above."""
    return window.page.locator("happy-contacts section section .row__name")


def test_my_name_for_a_person_is_shown_to_me_everywhere_and_to_nobody_else(own_site: Site, devices: Devices) -> None:
    ann, bob = Window.open(devices.of(own_site["ann"]), "/u/bob"), Window.open(devices.of(own_site["bob"]))
    lin = Window.open(devices.of(own_site["lin"]), "/u/bob")
    page = ann.page

    page.get_by_role("button", name="Note and tags").click()
    page.get_by_label("My name for them").fill("鲍老师")
    page.get_by_role("button", name="Save").click()

    card = page.locator("happy-person-card")
    expect(card.locator(".card__name")).to_have_text("鲍老师")
    expect(card).to_contain_text("Nickname: Bob")
    page.get_by_role("button", name="Send a message").click()
    expect(ann.title).to_have_text("鲍老师")
    expect(ann.row("鲍老师")).to_have_count(1)
    bob.row("Ann").click()
    bob.say("Who am I?")
    expect(ann.bodies("Who am I?")).to_have_count(1)
    expect(page.locator("happy-announcer")).to_contain_text("鲍老师, Who am I?")
    page.keyboard.press("Control+k")
    page.keyboard.type("bls")
    expect(page.get_by_role("option")).to_have_count(2)  # and the way to what was said
    expect(bob.page.locator("body")).not_to_contain_text("鲍老师")
    lin.page.reload()
    expect(lin.page.locator(".card__name")).to_have_text("Bob")


def test_starred_people_stand_first_and_tags_choose(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]), "/u/lin")
    page = ann.page

    page.get_by_role("button", name="Star", exact=True).click()
    page.get_by_role("button", name="Note and tags").click()
    page.get_by_label("New tag").fill("徒步")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="徒步")).to_be_checked()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("button", name="Star", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(contact_names(ann)).to_have_text(["林小雨", "鲍老师", "陈默", "Happy", "林小雨"])
    page.get_by_role("group", name="Only those with a tag").get_by_role("button", name="徒步").click()
    expect(contact_names(ann)).to_have_text(["林小雨", "林小雨"])
    page.get_by_role("button", name="徒步").click()
    expect(contact_names(ann)).to_have_count(5)


def test_on_a_phone_a_thumb_slides_to_a_letter(own_site: Site, devices: Devices) -> None:
    context = devices.of(own_site["ann"], viewport={**PHONE, "height": 400}, has_touch=True, is_mobile=True)
    ann = Window.open(context, "/contacts")
    letter = ann.page.locator(".letters__letter").filter(has_text="L")

    box = letter.bounding_box()
    assert box
    ann.page.mouse.move(box["x"] + 8, box["y"] + 4)
    ann.page.mouse.down()

    expect(ann.page.locator(".letters__touched")).to_have_text("L")
    expect(ann.page.locator("[data-letter=L] .row").first).to_be_in_viewport()
    ann.page.mouse.up()
    expect(ann.page.locator(".letters__touched")).to_have_count(0)
