"""Devices: browser profiles with their own cookies and storage, all under the guard."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import playwright.sync_api
from playwright.sync_api import BrowserContext, ViewportSize

from tests.blackbox.support.browser import Browser

from .guard import Guard

PATIENCE_MS = 30_000
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


class Devices:
    """Makes devices for a test and puts them away after it."""

    def __init__(self, chromium: playwright.sync_api.Browser, guard: Guard) -> None:
        self._chromium = chromium
        self._guard = guard
        self._contexts: list[BrowserContext] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for context in self._contexts:
            context.close()

    def new(self, origin: str, *, locale: str = "en-GB", **options: Any) -> BrowserContext:
        """Return a fresh device that knows nothing of the site."""
        context = self._chromium.new_context(
            base_url=origin,
            locale=locale,
            **{"viewport": WIDE, "reduced_motion": "reduce", "permissions": [], **options},
        )
        context.set_default_timeout(PATIENCE_MS)
        self._guard.watch(context)
        self._contexts.append(context)
        return context

    def of(self, browser: Browser, **options: Any) -> BrowserContext:
        """Return a device with the session of somebody who is signed in already."""
        origin = browser.server.origin
        context = self.new(origin, **options)
        context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in browser.cookies.items()])
        return context
