"""Writing: what sends, what breaks a line, what is too long."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window

MOST = 8000
ENTER = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}  # taken before it types
COMPOSITION_IS_OVER = "since => performance.now() > since + 100"  # an Enter right after it still belongs to it


@pytest.fixture
def ann(site: Site, devices: Devices) -> Window:
    """Return a window of Ann with an empty chat."""
    chat = site.chat_of("ann", "lin")
    site["ann"].command("conversation.settings", stream=chat, cleared=True, draft="")
    return Window.open(devices.of(site["ann"]), f"/chats/{chat}")


def test_enter_sends_and_shift_enter_breaks_the_line(ann: Window) -> None:
    ann.composer.press_sequentially("first line")
    ann.composer.press("Shift+Enter")
    ann.composer.press_sequentially("second line")
    expect(ann.composer).to_have_value("first line\nsecond line")
    expect(ann.bodies()).to_have_count(0)

    ann.composer.press("Enter")

    expect(ann.composer).to_have_value("")
    expect(ann.bodies()).to_have_count(1)
    assert ann.bodies().first.inner_text() == "first line\nsecond line"


def test_the_button_sends_and_leaves_the_focus_in_the_composer(ann: Window) -> None:
    send = ann.page.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_disabled()
    ann.write("   ")
    expect(send).to_be_disabled()
    ann.write("by the button")

    send.click()

    ann.shows_sent(["by the button"])
    expect(ann.composer).to_be_focused()


def test_enter_that_ends_a_composition_never_sends(ann: Window) -> None:
    keyboard = ann.page.context.new_cdp_session(ann.page)
    ann.composer.focus()
    for text in ("n", "ni", "nih", "nihao"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    expect(ann.composer).to_have_value("nihao")

    keyboard.send("Input.dispatchKeyEvent", ENTER)
    keyboard.send("Input.insertText", {"text": "你好"})

    expect(ann.composer).to_have_value("你好")
    expect(ann.bodies()).to_have_count(0)
    ann.page.wait_for_function(COMPOSITION_IS_OVER, arg=ann.page.evaluate("performance.now()"))
    ann.page.keyboard.press("Enter")
    ann.shows_sent(["你好"])


def test_the_key_of_an_input_method_never_sends(ann: Window) -> None:
    keyboard = ann.page.context.new_cdp_session(ann.page)
    ann.write("打字中")

    ann.composer.focus()
    keyboard.send("Input.dispatchKeyEvent", ENTER | {"windowsVirtualKeyCode": 229})

    expect(ann.composer).to_have_value("打字中")
    expect(ann.bodies()).to_have_count(0)


def test_a_text_that_is_too_long_is_refused_with_words_and_kept(ann: Window) -> None:
    text = "🙂柿" * (MOST // 2)  # counted in characters, not in what they take
    send = ann.page.get_by_role("button", name="Send", exact=True)
    ann.write(text + "!")
    expect(ann.page.get_by_text("1 character too many")).to_be_visible()
    expect(send).to_be_disabled()

    ann.composer.press("Enter")

    expect(ann.composer).to_have_value(text + "!")
    expect(ann.bodies()).to_have_count(0)
    ann.composer.press("Backspace")
    expect(ann.page.get_by_text("0 characters left")).to_be_visible()
    ann.composer.press("Enter")
    ann.shows_sent([text])


def test_markup_and_odd_letters_arrive_as_they_were_written(ann: Window) -> None:
    said = [
        "<b>not bold</b> & <img src=x onerror=alert(1)>",
        "مرحبا يا Ann",
        "👩‍👩‍👧 é ﷽",
        "  indented\n\n\nand spaced",
    ]

    ann.say(*said)

    expect(ann.bodies()).to_have_count(len(said))
    assert [text.strip() for text in ann.bodies().all_text_contents()] == [text.strip() for text in said]
    expect(ann.page.locator(".message img")).to_have_count(0)


def test_an_address_becomes_a_link_that_tells_nothing_of_us(ann: Window) -> None:
    ann.say("look: https://example.org/path?q=1, nice")

    link = ann.message("look: https://example.org/path?q=1, nice").get_by_role("link", name="https://example.org")
    expect(link).to_have_attribute("href", "https://example.org/path?q=1")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_attribute("target", "_blank")
