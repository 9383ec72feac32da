"""A conversation of ten thousand messages: light to hold, and steady under the eye."""

from __future__ import annotations

from typing import TypedDict

import pytest
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.bulk import fill
from .support.devices import PHONE, WIDE, Devices
from .support.window import Window

MESSAGES = 10_000
PAGES = 24
MOST_NODES = 200
MOST_HELD = 700
SLACK_PX = 2

# Go up (or down) as far as there is, page by page, and watch at every frame the message that is being read.
READ_ON = """async ({ pages, up }) => {
  const view = document.querySelector(".timeline__scroll");
  const messages = () => [...view.querySelectorAll("happy-message")];
  const top = (message) => message.getBoundingClientRect().top - view.getBoundingClientRect().top;
  const numberOf = (message) => Number(message.querySelector(".message__body").textContent.split(" ")[1]);
  const frame = () => new Promise(requestAnimationFrame);
  // People scroll between two frames.
  const task = () => new Promise((resolve) => setTimeout(resolve));
  const seen = { moved: 0, nodes: 0, held: 0, tasks: 0, longest: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.tasks += 1;
      seen.longest = Math.max(seen.longest, duration);
    }
  });
  observer.observe({ type: "longtask" });
  const edge = () => numberOf(messages().at(up ? 0 : -1));
  for (let page = 0; page < pages; page += 1) {
    await task();
    const before = edge();
    view.scrollTop = up ? 300 : view.scrollHeight - view.clientHeight - 300;
    const read = messages().find((message) => top(message) > 50);
    const place = top(read);
    for (let frames = 0; (edge() === before || frames < 5) && frames < 600; frames += 1) {
      await frame();
      seen.moved = Math.max(seen.moved, read.isConnected ? Math.abs(top(read) - place) : Infinity);
      seen.nodes = Math.max(seen.nodes, messages().length);
    }
    const { store } = document.querySelector("happy-app");
    seen.held = Math.max(seen.held, store.conversation(location.pathname.split("/")[2]).messages.length);
  }
  return { ...seen, edge: edge() };
}"""


class Seen(TypedDict):
    """What was seen while somebody read on."""

    moved: float
    nodes: int
    held: int
    tasks: int
    longest: float
    edge: int


@pytest.fixture(scope="module")
def long_chat(own_site: Site) -> str:
    """Return a chat of Lin and Chen with ten thousand messages of Chen, which Lin has read."""
    chat = own_site.chat_of("lin", "chen")
    own_site["chen"].command("message.send", stream=chat, client_id="first", body="number 2")
    fill(own_site, chat, MESSAGES)
    own_site["lin"].command("conversation.read", stream=chat, seq=MESSAGES)
    return chat


def read_on(window: Window, *, up: bool) -> Seen:
    """Scroll through many pages and hold what must hold all the way."""
    seen: Seen = window.page.evaluate(READ_ON, {"pages": PAGES, "up": up})
    print(f"\n{'up' if up else 'down'}: {seen['tasks']} long tasks, the longest {seen['longest']:.0f} ms")
    assert seen["moved"] <= SLACK_PX
    assert seen["nodes"] <= MOST_NODES
    assert seen["held"] <= MOST_HELD
    return seen


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_reading_on_moves_nothing_and_holds_little(
    own_site: Site, devices: Devices, long_chat: str, viewport: dict[str, int]
) -> None:
    lin = Window.open(devices.of(own_site["lin"], viewport=viewport), f"/chats/{long_chat}")
    expect(lin.bodies(f"number {MESSAGES}").last).to_be_in_viewport()

    up = read_on(lin, up=True)
    assert up["edge"] < MESSAGES - PAGES * 40
    down = read_on(lin, up=False)
    assert down["edge"] > up["edge"] + PAGES * 40


def test_from_anywhere_one_gets_anywhere(own_site: Site, devices: Devices, long_chat: str) -> None:
    lin = Window.open(devices.of(own_site["lin"]), f"/chats/{long_chat}/10")
    expect(lin.page.locator(".message--found")).to_contain_text("number 10")

    for seq in (9_000, 4_000, 9_990, 5_000):
        lin.go(f"/chats/{long_chat}/{seq}")
        expect(lin.page.locator(".message--found")).to_contain_text(f"number {seq}")
        expect(lin.page.locator(".message--found")).to_be_in_viewport()
    read_on(lin, up=False)
    lin.jump.click()
    expect(lin.bodies(f"number {MESSAGES}").last).to_be_in_viewport()
    own_site["chen"].command("message.send", stream=long_chat, client_id="last", body="the very last")
    expect(lin.message("the very last")).to_be_in_viewport()
