"""Every page fits a small phone, in both languages, and speaks the language it says it speaks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from .support.devices import PHONE, Devices
from .support.places import Furnished, inside, outside

LANGUAGES = {"en": ("en-GB", "en"), "zh-hans": ("zh-CN", "zh-hans")}
# What has no other name in Chinese, names people gave themselves, and what they said.
NAMES = re.compile(
    r"Happy(?: Chat)?|Edge|Chromium|Firefox|Safari|GitHub|github\.com/?|English|Ctrl|Enter|Shift|Esc|Alt|https?(?:://\S*)?|\S+@example\.org|@\w+|JavaScript|Chrome|Linux"
    r"|\b(?:Ann|Bob|Eve|ann|bob|lin|chen|eve|lxy)\b|Hello 小雨|w{300}|\bTA\b"
)
LATIN = re.compile(r"[A-Za-z]{2,}")
WORDS = """() => {
  const words = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const isOurs = element.closest("[lang]").lang === document.documentElement.lang;  // not a language by its own name
    const isText = !element.closest("script, style, noscript, template, svg");
    if (isOurs && isText) words.push(walker.currentNode.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
    for (const name of ["aria-label", "placeholder", "title", "alt"]) words.push(element.getAttribute(name) ?? "");
  }
  return words.map((text) => text.trim()).filter(Boolean);
}"""
# Or not for three seconds.
DEFINED = """() => {
  const late = new Promise((resolve) => setTimeout(resolve, 3000));
  return Promise.race([customElements.whenDefined("happy-discover").then(() => true), late]);
}"""
OVERFLOW = """() => {
  const boxes = document.querySelectorAll("main, section, .pane__body, .timeline__scroll");
  return [document.scrollingElement, ...boxes]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "hidden")
    .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`);
}"""


def problems(page: Page, path: str, language: str) -> list[str]:
    """Return what is wrong with the page on a small phone."""
    found = [f"{path} scrolls sideways: {one}" for one in page.evaluate(OVERFLOW)]
    lang = page.locator("html").get_attribute("lang")
    if lang != language:
        found.append(f"{path} says it speaks {lang}")
    if language == "zh-hans":
        found += [f"{path} untranslated: {text}" for text in page.evaluate(WORDS) if LATIN.search(NAMES.sub("", text))]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_outside_fits_a_phone_and_speaks_its_language(
    furnished: Furnished, devices: Devices, language: str
) -> None:
    locale, _ = LANGUAGES[language]
    found: list[str] = []
    for path, page in outside(devices.new(furnished.site.server.origin, locale=locale, viewport=PHONE)):
        found += problems(page, path, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_inside_fits_a_phone_and_speaks_its_language(
    furnished: Furnished, devices: Devices, language: str
) -> None:
    furnished.site["ann"].command("profile.update", locale=language)
    found: list[str] = []
    for path, page in inside(devices.of(furnished.site["ann"], viewport=PHONE), furnished):
        found += problems(page, path, language)
    furnished.site["ann"].command("profile.update", locale="en")
    assert not found, "\n".join(found)


def test_the_language_can_be_chosen_before_signing_in(furnished: Furnished, devices: Devices) -> None:
    page = devices.new(furnished.site.server.origin).new_page()
    page.goto("/accounts/login/")

    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    expect(page).to_have_url(re.compile("/accounts/login/$"))


def test_a_part_waits_for_its_words(furnished: Furnished, devices: Devices) -> None:
    furnished.site["ann"].command("profile.update", locale="zh-hans")
    held: list[Route] = []
    page = devices.of(furnished.site["ann"]).new_page()
    page.route(re.compile(r"/jsi18n/.*\.json$"), lambda route: held.append(route))  # noqa: PLW0108  # as in test_weight
    with page.expect_request(re.compile(r"/jsi18n/.*\.json$")):
        page.goto("/discover")
    page.evaluate(DEFINED)
    expect(page.locator("happy-tabs")).to_contain_text("发现")
    expect(page.locator("happy-discover")).to_have_count(0)

    for route in held:
        route.continue_()

    expect(page.get_by_placeholder("搜索公开群")).to_be_visible()
    furnished.site["ann"].command("profile.update", locale="en")
