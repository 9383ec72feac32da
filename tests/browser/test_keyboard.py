"""Everything can be done without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window

HAS_A_RING = """() => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
  return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
}"""


def tab_to(page: Page, selector: str, *, most: int = 25) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_one_logs_in_finds_a_chat_and_answers_by_keys_alone(site: Site, devices: Devices) -> None:
    page = devices.new(site.server.origin).new_page()
    window = Window(page)
    keys = page.keyboard
    page.goto("/accounts/login/")
    expect(page.get_by_label("Username or email")).to_be_focused()
    keys.type("lin")
    keys.press("Tab")
    keys.type("persimmon-tree-by-the-well")
    keys.press("Enter")
    window.is_live()

    tab_to(page, ".row[href]")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    keys.press("ArrowDown")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    assert second != first
    assert page.evaluate(HAS_A_RING)
    keys.press("Enter")
    expect(page).to_have_url(f"{site.server.origin}{second}")
    expect(window.composer).to_be_focused()
    keys.type("by keys alone")
    keys.press("Enter")
    window.shows_sent(["by keys alone"], mark="by keys")


def test_ctrl_k_finds_anything_and_gives_the_focus_back(site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(site["ann"]), "/contacts")
    keys, page = ann.page.keyboard, ann.page
    dialog = page.get_by_role("dialog", name="Find anything")

    keys.press("Control+k")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    keys.press("Control+k")
    keys.type("小雨")
    expect(dialog.get_by_role("option")).to_contain_text(["林小雨", "Search messages"])
    keys.press("Enter")

    expect(ann.title).to_have_text("林小雨")
    expect(ann.composer).to_be_focused()
    keys.press("Control+k")
    keys.press("ArrowDown")
    expect(dialog.get_by_role("option", selected=True)).to_have_count(1)
    keys.press("Escape")
    expect(ann.composer).to_be_focused()


def test_alt_and_arrows_go_from_chat_to_chat_and_escape_goes_up(site: Site, devices: Devices) -> None:
    for friend in ("lin", "bob"):  # what one said last is edited with an arrow, but not with Alt
        chat = site.chat_of("ann", friend)
        site["ann"].command("message.send", stream=chat, client_id=f"last-said-to-{friend}", body="Good night")
    ann = Window.open(devices.of(site["ann"]))
    rows = ann.page.locator("happy-chats .row")
    first, second = (rows.nth(number).get_attribute("href") for number in (0, 1))

    ann.page.keyboard.press("Alt+ArrowDown")
    expect(ann.page).to_have_url(f"{site.server.origin}{first}")
    expect(ann.composer).to_be_focused()
    ann.page.keyboard.press("Alt+ArrowDown")
    expect(ann.page).to_have_url(f"{site.server.origin}{second}")
    expect(ann.composer).to_be_focused()
    ann.page.keyboard.press("Alt+ArrowUp")
    expect(ann.page).to_have_url(f"{site.server.origin}{first}")
    ann.page.keyboard.press("Escape")

    expect(ann.page).to_have_url(f"{site.server.origin}/chats")
    expect(rows.first).to_be_focused()


def test_a_question_mark_shows_all_keys_but_not_while_writing(site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(site["ann"]))
    dialog = ann.page.get_by_role("dialog", name="Keys")

    ann.page.keyboard.press("?")
    expect(dialog).to_contain_text("Find anything")
    ann.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    ann.go(f"/chats/{site.chat_of('ann', 'lin')}")
    expect(ann.composer).to_be_focused()
    ann.page.keyboard.press("?")

    expect(ann.composer).to_have_value("?")
    expect(dialog).to_have_count(0)
    ann.write("")


def test_the_lists_can_be_skipped(site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(site["ann"]), "/contacts/new")

    ann.page.keyboard.press("Tab")
    expect(ann.page.get_by_role("link", name="Skip the lists")).to_be_focused()
    ann.page.keyboard.press("Enter")

    expect(ann.page.locator(".frame__main :focus")).to_have_count(1)
