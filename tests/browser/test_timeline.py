"""A long conversation: where it opens, what is loaded, and what stays where it is."""

from __future__ import annotations

from typing import TypedDict

import pytest
from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window

MESSAGES = 300
MOST_NODES = 200
SLACK_PX = 2

TO_THE_TOP = """(view) => {
  view.scrollTop = 0;
  const { top } = view.getBoundingClientRect();
  const message = [...view.querySelectorAll("happy-message")].find((one) => one.getBoundingClientRect().bottom > top);
  return { id: message.dataset.id, offset: message.getBoundingClientRect().top - top };
}"""
OFFSET = """(view, id) => {
  const message = [...view.querySelectorAll("[data-id]")].find((one) => one.dataset.id === id);
  return message.getBoundingClientRect().top - view.getBoundingClientRect().top;
}"""
IS_AT_THE_END = "(view) => view.scrollHeight - view.scrollTop - view.clientHeight < 2"


class Anchor(TypedDict):
    """A message and how far below the top of the log it is."""

    id: str
    offset: float


@pytest.fixture(scope="module")
def chat(own_site: Site) -> str:
    """Return a chat of Lin and Chen with 300 messages of Chen and the notice at the beginning."""
    chat = own_site.chat_of("lin", "chen")
    for number in range(1, MESSAGES + 1):
        own_site["chen"].command("message.send", stream=chat, client_id=f"long-{number}", body=text_of(number))
    return chat


def text_of(number: int) -> str:
    """Return a text; some are long, so that messages differ in height."""
    return f"message {number}" + " and more of it" * (number % 7 * 4)


def seq_of(number: int) -> int:
    """Return where it stands: the notice is the first."""
    return number + 1


def log(window: Window) -> Locator:
    """Return what scrolls."""
    return window.page.locator(".timeline__scroll")


def numbers(window: Window) -> list[int]:
    """Return the numbers of the messages in the page, from the top."""
    return [int(text.split()[1]) for text in window.bodies("message").all_inner_texts()]


def open_read(own_site: Site, devices: Devices, chat: str, path: str = "", **options: object) -> Window:
    """Open the chat as somebody who has read everything."""
    own_site["lin"].command("conversation.read", stream=chat, seq=last_seq(own_site, chat))
    return Window.open(devices.of(own_site["lin"], **options), f"/chats/{chat}{path}")


def last_seq(own_site: Site, chat: str) -> int:
    """Return the number of the newest message."""
    rows = own_site["chen"].get(f"conversations/{chat}/messages", limit=1).json()["rows"]
    return int(rows[-1]["key"].partition(":")[2])


def go_up_a_page(window: Window) -> Anchor:
    """Scroll to the upper end and wait for older messages above it; return what was read there before."""
    oldest = numbers(window)[0]
    anchor: Anchor = log(window).evaluate(TO_THE_TOP)
    expect(window.message(text_of(oldest - 1))).to_have_count(1)
    return anchor


@pytest.mark.parametrize("unread", [60, 30])
def test_it_opens_at_the_first_unread_message(own_site: Site, devices: Devices, chat: str, unread: int) -> None:
    first = MESSAGES - unread + 1
    own_site["lin"].command("conversation.read", stream=chat, seq=seq_of(first) - 1)

    lin = Window.open(devices.of(own_site["lin"]), f"/chats/{chat}")

    expect(lin.message(text_of(first))).to_be_in_viewport()
    expect(lin.message(text_of(MESSAGES))).not_to_be_in_viewport()
    expect(lin.first_unread).to_be_in_viewport()
    expect(lin.jump).to_contain_text("new messages")  # what has not been seen is not read
    follows = lin.first_unread.evaluate("(line) => line.nextElementSibling.querySelector('.message__body').textContent")
    assert follows == text_of(first)


def test_older_pages_load_above_without_moving_what_is_read(own_site: Site, devices: Devices, chat: str) -> None:
    lin = open_read(own_site, devices, chat)
    expect(lin.message(text_of(MESSAGES))).to_be_in_viewport()

    while numbers(lin)[0] > 1:
        anchor = go_up_a_page(lin)

        offset = log(lin).evaluate(OFFSET, anchor["id"])
        assert abs(offset - anchor["offset"]) <= SLACK_PX
        shown = numbers(lin)
        assert shown == list(range(shown[0], shown[-1] + 1))
        assert len(shown) <= MOST_NODES
    log(lin).evaluate(TO_THE_TOP)
    expect(lin.notices).to_have_count(1)


def test_one_jump_leads_back_to_the_latest_and_counts_what_came(own_site: Site, devices: Devices, chat: str) -> None:
    lin = open_read(own_site, devices, chat)
    expect(lin.message(text_of(MESSAGES))).to_be_in_viewport()
    expect(lin.jump).to_be_hidden()
    anchor = go_up_a_page(lin)
    expect(lin.jump).to_be_visible()

    for number in range(3):
        own_site["chen"].command("message.send", stream=chat, client_id=f"late-{number}", body=f"late {number}")

    expect(lin.jump).to_contain_text("3 new messages")
    assert abs(log(lin).evaluate(OFFSET, anchor["id"]) - anchor["offset"]) <= SLACK_PX
    lin.jump.click()
    expect(lin.message("late 2")).to_be_in_viewport()
    expect(lin.jump).to_be_hidden()
    assert log(lin).evaluate(IS_AT_THE_END)


@pytest.mark.parametrize("number", [5, 150, 290])
def test_a_link_to_a_message_lands_on_it(own_site: Site, devices: Devices, chat: str, number: int) -> None:
    lin = open_read(own_site, devices, chat, f"/{seq_of(number)}")

    expect(lin.message(text_of(number))).to_be_in_viewport()
    expect(lin.page.locator(".message--found")).to_contain_text(text_of(number))
    expect(lin.message(text_of(number - 1))).to_be_in_viewport()
    assert len(numbers(lin)) <= MOST_NODES


def test_the_time_of_a_message_is_the_link_to_it(own_site: Site, devices: Devices, chat: str) -> None:
    lin = open_read(own_site, devices, chat)
    link = lin.page.locator(".message__link").last
    path = link.get_attribute("href")

    link.click()

    expect(lin.page).to_have_url(f"{own_site.server.origin}{path}")
    expect(lin.page.locator(".message--found")).to_be_in_viewport()


def test_after_a_landing_the_way_down_is_loaded_too(own_site: Site, devices: Devices, chat: str) -> None:
    lin = open_read(own_site, devices, chat, f"/{seq_of(20)}")
    expect(lin.message(text_of(20))).to_be_in_viewport()

    newest = numbers(lin)[-1]
    while newest < MESSAGES:
        log(lin).evaluate("(view) => { view.scrollTop = view.scrollHeight; }")
        expect(lin.message(text_of(newest + 1))).to_have_count(1)
        shown = numbers(lin)
        assert shown == list(range(shown[0], shown[-1] + 1))
        assert len(shown) <= MOST_NODES
        newest = shown[-1]


def test_a_message_that_is_not_there_is_said_in_words(own_site: Site, devices: Devices, chat: str) -> None:
    lin = open_read(own_site, devices, chat, "/99999", viewport=PHONE)

    expect(lin.page.get_by_text("That message cannot be shown.")).to_be_visible()
    expect(lin.composer).to_be_visible()
