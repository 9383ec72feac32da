"""One window of the chat page: what a person sees in it, and what they do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import BrowserContext, Locator, Page, expect

# Places without a list look the same before what is in them has come.
IS_LOADED = "() => document.querySelector('happy-app')?.store?.loaded === true"


class Window:
    """The chat page in whatever language; only what has no words of its own is found by its class."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.composer = page.locator("happy-composer textarea")
        self.title = page.locator("#conversation-title")
        self.status = page.locator("happy-status")
        self.notices = page.locator(".timeline__notice")
        self.typing = page.locator(".timeline__typing")
        self.jump = page.locator(".timeline__jump:not(.timeline__jump--up)")
        self.first_unread = page.locator(".timeline__first")

    @classmethod
    def open(cls, context: BrowserContext, path: str = "/chats") -> Window:
        """Open a new window of a device; return when it is live."""
        window = cls(context.new_page())
        window.go(path)
        return window

    def go(self, path: str) -> None:
        """Type an address; return when the page is live."""
        self.page.goto(path)
        self.is_live()

    def is_live(self) -> None:
        """Wait until the page is drawn and says nothing about its line."""
        self.page.wait_for_function(IS_LOADED)
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        expect(self.status).to_have_text("")

    # The list

    def row(self, name: str) -> Locator:
        """Return the row of a conversation in the list, by what it is called."""
        named = self.page.locator(".row__name", has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        return self.page.locator("happy-chats .row").filter(has=named)

    def unread(self, name: str) -> Locator:
        """Return the badge of a conversation in the list."""
        return self.row(name).locator(".badge")

    # The talk

    def write(self, text: str) -> None:
        """Put a text into the composer, as by pasting it."""
        self.composer.fill(text)

    def say(self, *texts: str) -> None:
        """Write and press Enter, once for each text."""
        for text in texts:
            self.write(text)
            self.composer.press("Enter")
            expect(self.composer).to_have_value("")

    def bodies(self, mark: str = "") -> Locator:
        """Return the messages in the page whose text has the mark."""
        bodies = self.page.locator("happy-message .message__body")
        return bodies.filter(has_text=mark) if mark else bodies

    def message(self, text: str) -> Locator:
        """Return the message with this text."""
        body = self.page.locator(".message__body", has_text=re.compile(f"^{re.escape(text)}$"))
        return self.page.locator("happy-message").filter(has=body)

    def state(self, text: str) -> Locator:
        """Return what the foot of a message of one's own says of it."""
        return self.message(text).locator(".message__state")

    def shows(self, texts: Sequence[str], *, mark: str = "") -> None:
        """Wait until exactly these messages are there, in this order, each once."""
        expect(self.bodies(mark)).to_have_text([re.compile(f"^{re.escape(text)}$") for text in texts])

    def shows_sent(self, texts: Sequence[str], *, mark: str = "") -> None:
        """Wait for the same, and until none of them is still on its way."""
        self.shows(texts, mark=mark)
        expect(self.page.locator(".message--unsent")).to_have_count(0)
