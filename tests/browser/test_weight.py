"""The chat page is light: what a first visit loads of our own files."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response, expect

from .support.devices import Devices
from .support.guard import Guard
from .support.places import Furnished

MOST_BYTES = 100 * 1000
MOST_SCRIPT_BYTES = 60 * 1000


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_first_load_is_small_and_compressed(furnished: Furnished, devices: Devices, language: str) -> None:
    furnished.site["chen"].command("profile.update", locale=language)
    page = devices.of(furnished.site["chen"]).new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright marks the function

    page.add_init_script(SAVES_DATA)
    page.goto("/chats")
    expect(page.locator("happy-chats .row").first).to_be_visible()
    page.wait_for_load_state("networkidle")

    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers if is_own_file(answer)}
    scripts = {answer.url for answer in answers if "javascript" in answer.headers.get("content-type", "")}
    # The words, a look at the device, whether the browser is too old, the program, what its parts have in common.
    assert len(scripts) == 5, sorted(scripts)
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert sum(sizes[url] for url in scripts) <= MOST_SCRIPT_BYTES, sizes
    for answer in answers:
        if answer.url in scripts or answer.url.endswith(".css"):
            assert answer.headers.get("content-encoding") in {"gzip", "br", "zstd"}, answer.url
            assert "immutable" in answer.headers["cache-control"], answer.url
    assert page.locator("link[rel=modulepreload]").get_attribute("href") in {urlsplit(url).path for url in scripts}


def test_who_comes_straight_to_a_talk_loads_little_more(furnished: Furnished, devices: Devices) -> None:
    page = devices.of(furnished.site["ann"]).new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright marks the function
    page.add_init_script(SAVES_DATA)

    page.goto(f"/chats/{furnished.chat}")
    expect(page.locator("happy-message").first).to_be_visible()
    page.wait_for_load_state("networkidle")

    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers if is_own_file(answer)}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


# Who saves data fetches nothing before they go there.
SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


def is_own_file(answer: Response) -> bool:
    """Leave out what belongs to people: their faces and their conversations."""
    return not any(part in answer.url for part in ("/api/", "/faces/"))


def test_a_part_that_does_not_come_can_be_asked_for_again(furnished: Furnished, devices: Devices, guard: Guard) -> None:
    guard.expect("chunk-")
    page = devices.of(furnished.site["ann"]).new_page()
    page.add_init_script(SAVES_DATA)
    page.goto("/chats")
    page.wait_for_load_state("networkidle")
    page.route("**/chunk-*.js", lambda route: route.abort())

    page.get_by_role("link", name="Me", exact=True).click()
    expect(page.get_by_text("This page could not be loaded")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("link", name="Edit my profile").last).to_be_visible()
