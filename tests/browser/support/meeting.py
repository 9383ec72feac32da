"""Meeting somebody by chance, in whatever language."""

from __future__ import annotations

from playwright.sync_api import expect

from .window import Window


def seek(window: Window, *tags: str) -> None:
    """Go to where one meets somebody, say what one would like, and start."""
    page = window.page
    window.go("/discover")
    page.locator("a[href='/discover/meet']").click()
    for tag in tags:
        page.locator("#interest").fill(tag)
        page.keyboard.press("Enter")
    statement = page.locator(".statement__box")
    start = page.locator("happy-wishes .button--primary")
    expect(start).to_be_visible()
    if statement.count():
        expect(start).to_be_disabled()
        statement.check()
    start.click()
