"""Text as it is shown: marks become what was meant, hostile text stays text."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window

RICH = """这是**重点**，看https://example.org/a，好 (mailto:ann@example.org)
> and `npm test` **first**
```
const answer = 42;
```
>_<"""
HOSTILE = """<img src=x onerror=alert(1)> **<script>alert(2)</script>** [x](javascript:alert(3))
> `<svg onload=alert(4)>` https://раураl.example/ javascript:alert(5)"""
LONG = "\n".join(f"line {number}" for number in range(1, 41))
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
BOX_OF = "(element) => element.getBoundingClientRect().height"


def test_marks_become_what_was_meant_and_lines_of_lists_have_none(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "chen")
    site["chen"].command("message.send", stream=chat, client_id="rich", body=RICH)
    site["ann"].command("message.send", stream=chat, client_id="bold", body="**Until** `then`")

    ann = Window.open(
        devices.of(site["ann"], viewport=PHONE, permissions=["clipboard-read", "clipboard-write"]), f"/chats/{chat}"
    )

    body = ann.bodies("重点")
    expect(body.locator("strong").first).to_have_text("重点")
    expect(body.locator("blockquote")).to_have_text("and npm test first")
    links = body.locator("a").evaluate_all("(links) => links.map((link) => link.href)")
    assert links == ["https://example.org/a", "mailto:ann@example.org"]
    expect(body.locator("p").last).to_have_text(">_<")
    body.get_by_role("button", name="Copy the code").click()
    expect(ann.page.get_by_text("Copied.")).to_be_visible()
    assert ann.page.evaluate("() => navigator.clipboard.readText()") == "const answer = 42;"
    assert ann.page.evaluate(FITS)
    ann.go("/chats")
    expect(ann.row("陈默")).to_contain_text("Until then")


def test_code_that_says_its_language_has_colours_once_it_is_seen(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "chen")
    site["chen"].command("message.send", stream=chat, client_id="code", body="```ts\nconst a = 'b'; // c\n```")

    ann = Window.open(devices.of(site["ann"]), f"/chats/{chat}")

    code = ann.page.locator(".code__text").last
    expect(code.locator("span")).to_have_text(["const", "'b'", "// c"])
    expect(code).to_have_text("const a = 'b'; // c")


def test_hostile_text_stays_text(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "chen")
    site["chen"].command("message.send", stream=chat, client_id="hostile", body=HOSTILE)

    ann = Window.open(devices.of(site["ann"]), f"/chats/{chat}")

    body = ann.bodies("alert(1)")
    expect(body).to_contain_text("<script>alert(2)</script>")
    assert body.locator("img, script, svg").count() == 0
    expect(body.locator("a")).to_have_count(1)
    expect(body.locator("a")).to_have_attribute("data-host", "xn--l-7sba6dbr.example")


def test_what_a_page_says_of_itself_stands_under_the_text_and_leads_there(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "chen")
    site["chen"].command("message.send", stream=chat, client_id="linked", body="see https://example.org/a")
    link = {"url": "https://example.org/a", "title": "<b>A page</b> 一个网页", "text": "What it says. " * 20}
    with site.server.database() as database:
        database.execute("UPDATE chat_message SET data = ? WHERE client_id = 'linked'", [json.dumps({"link": link})])

    ann = Window.open(devices.of(site["ann"], viewport=PHONE), f"/chats/{chat}")

    card = ann.page.get_by_role("link", name="example.org <b>A page</b> 一个网页")
    expect(card).to_have_attribute("href", "https://example.org/a")
    expect(card).to_have_attribute("rel", "noopener noreferrer nofollow")
    assert ann.page.evaluate(FITS)


def test_a_long_message_folds(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "chen")
    site["chen"].command("message.send", stream=chat, client_id="long", body=LONG)
    ann = Window.open(devices.of(site["ann"]), f"/chats/{chat}")
    body = ann.bodies("line 40")
    folded = body.evaluate(BOX_OF)

    ann.page.get_by_role("button", name="Show all").click()

    less = ann.page.get_by_role("button", name="Show less")
    expect(less).to_be_focused()
    assert body.evaluate(BOX_OF) > folded + 100
    less.click()
    expect(ann.page.get_by_role("button", name="Show all")).to_be_in_viewport()
    assert body.evaluate(BOX_OF) == folded
