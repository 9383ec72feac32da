"""Two people talk, one of them in Firefox or WebKit; skipped where the machine has none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.bidi import Firefox, find_firefox, firefox
from .support.devices import Devices
from .support.webkit import WebKit, find_webkit, webkit
from .support.window import Window

Other = Firefox | WebKit

# Functions of the page, by what a person would say they do.
WITH_UNTIL = """async (...all) => {
  const until = async (is) => {
    for (let waited = 0; !is() && waited < 15000; waited += 50) await new Promise((go) => setTimeout(go, 50));
    return is();
  };
  return (%s)(...all);
}"""
SEES = (
    WITH_UNTIL
    % """(text) =>
  until(() => [...document.querySelectorAll(".message__body")].some((body) => body.textContent === text))"""
)
FOCUSES_COMPOSER = (
    WITH_UNTIL
    % """async () => {
  await until(() => document.querySelector("happy-composer textarea") !== null);
  document.querySelector("happy-composer textarea").focus();
}"""
)
DROPS_PICTURE = (
    WITH_UNTIL
    % """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
  canvas.getContext("2d").fillRect(20, 20, 90, 60);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([blob], "shot.png", { type: "image/png" }));
  document.querySelector("happy-composer textarea")
    .dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  return until(() => document.querySelector(".tray__item") !== null);
}"""
)
SEES_PICTURES = (
    WITH_UNTIL
    % """(count) => until(() => {
  const images = [...document.querySelectorAll(".album__picture img")];
  return images.filter((image) => image.naturalWidth > 0).length === Number(count);
})"""
)


@pytest.fixture(params=["firefox", "webkit"])
def other(request: pytest.FixtureRequest) -> Iterator[Other]:
    """Give a browser that is no Chromium, or skip with the reason."""
    program = find_firefox() if request.param == "firefox" else find_webkit()
    if program is None:
        pytest.skip(f"no {request.param} here: .ci/run says what to install")
    with firefox(program) if request.param == "firefox" else webkit(program) as other:
        yield other
        assert not other.errors, other.errors


def test_two_people_talk_and_show_pictures(site: Site, devices: Devices, other: Other) -> None:
    chat = site.chat_of("bob", "chen")
    mark = type(other).__name__
    chen = Window.open(devices.of(site["chen"]), f"/chats/{chat}")
    other.sign_in(site.server.origin, dict(site["bob"].cookies.items()))
    other.go(f"{site.server.origin}/chats/{chat}")

    other.run(FOCUSES_COMPOSER)
    other.press(*f"{mark} 你好", "Enter")
    expect(chen.message(f"{mark} 你好")).to_be_visible()
    chen.say(f"**{mark}** `too`")
    assert other.run(SEES, f"{mark} too")
    pictures = chen.page.locator(".album__picture img")
    before = pictures.count()
    assert other.run(DROPS_PICTURE)
    other.run(FOCUSES_COMPOSER)
    other.press("Enter")

    expect(pictures).to_have_count(before + 1)
    expect(pictures.last).to_have_js_property("complete", True)
    assert other.run(SEES_PICTURES, str(before + 1))
