"""Who cannot see the screen well is not shut out: axe finds nothing, light and dark, wide and phone."""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from .support.devices import PHONE, WIDE, Devices
from .support.places import Furnished, inside, outside
from .support.window import Window

IS_STILL = "() => document.getAnimations().every((animation) => animation.playState === 'finished')"
# The colours are all that differs between light and dark.
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS: dict[str, Any] = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS: list[tuple[Literal["light", "dark"], ViewportSize, dict[str, Any]]] = [
    ("light", WIDE, ALL_RULES),
    ("light", PHONE, ALL_RULES),
    ("dark", PHONE, COLOURS),
    ("dark", WIDE, COLOURS),
]


def violations(page: Page, path: str) -> list[str]:
    """Let axe look at the page in all its looks."""
    found: list[str] = []
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    for scheme, size, options in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        page.wait_for_function(IS_STILL)  # a colour on its way from light to dark has no contrast of its own
        result: dict[str, Any] = page.evaluate("(options) => axe.run(options)", options)
        found += [
            f"{path} {scheme} {size['width']}: {violation['id']} {node['target']}\n{node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
    return found


def test_axe_finds_nothing_outside(furnished: Furnished, devices: Devices) -> None:
    found: list[str] = []
    for path, page in outside(devices.new(furnished.site.server.origin)):
        found += violations(page, path)
    assert not found, "\n".join(found)


@pytest.mark.timeout(600)  # every place, wide and narrow
def test_axe_finds_nothing_inside(furnished: Furnished, devices: Devices) -> None:
    found: list[str] = []
    for path, page in inside(devices.of(furnished.site["ann"]), furnished):
        found += violations(page, path)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_what_lies_over_the_page(furnished: Furnished, devices: Devices) -> None:
    page = devices.of(furnished.site["ann"]).new_page()
    page.goto(f"/chats/{furnished.chat}")
    found: list[str] = []

    for keys, name in (("Control+k", "Find anything"), ("?", "Keys")):
        expect(page.get_by_label("Message", exact=True)).to_be_visible()
        page.locator("body").click(position={"x": 5, "y": 5})
        page.keyboard.press(keys)
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        found += violations(page, name)
        page.keyboard.press("Escape")

    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_the_menus_of_the_list(furnished: Furnished, devices: Devices) -> None:
    ann = Window.open(devices.of(furnished.site["ann"]))
    found: list[str] = []

    ann.page.get_by_role("button", name=re.compile("^Archived")).click()
    ann.row("Bob").click(button="right")
    found += violations(ann.page, "menu")
    for words in ("Folder…", "New folder…"):
        ann.page.get_by_role("menuitem", name=words).click()
        found += violations(ann.page, words)
    expect(ann.page.get_by_label("Name of the folder")).to_be_visible()

    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_what_opens_on_a_profile(furnished: Furnished, devices: Devices) -> None:
    ann = Window.open(devices.of(furnished.site["ann"]), "/u/lin")
    eve = Window.open(devices.of(furnished.site["eve"]), "/u/bob")
    found: list[str] = []

    ann.page.get_by_role("button", name="Note and tags").click()
    found += violations(ann.page, "notes")
    ann.page.get_by_role("button", name="Block").click()
    expect(ann.page.get_by_role("dialog")).to_be_visible()
    found += violations(ann.page, "block")
    eve.page.get_by_role("button", name="Add as a friend").click()
    found += violations(eve.page, "greeting")
    eve.go(f"/chats/{furnished.request}")
    expect(eve.page.get_by_text("Waiting for an answer.")).to_be_visible()
    found += violations(eve.page, "waiting")

    assert not found, "\n".join(found)


def test_new_messages_are_read_aloud_with_name_text_and_time(furnished: Furnished, devices: Devices) -> None:
    ann = Window.open(devices.of(furnished.site["ann"]), f"/chats/{furnished.chat}")
    spoken = ann.page.locator("happy-announcer [aria-live=polite] p")
    expect(ann.bodies("w" * 300)).to_have_count(2)
    expect(spoken).to_have_count(0)

    furnished.site["bob"].command("message.send", stream=furnished.chat, client_id="aloud", body="听得见吗？")

    expect(spoken).to_have_count(1)
    expect(spoken).to_contain_text("Bob, 听得见吗？, ")
