"""What pages complain about: the console, errors, requests that fail, what the content policy stopped."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# A page that is left gives up what it was loading.
LEFT = "net::ERR_ABORTED"


class Guard:
    """Listens to every page of the contexts it watches."""

    def __init__(self) -> None:
        self._complaints: list[str] = []
        self._expected: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Listen to the pages a context will open."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._said)
        context.on("weberror", self._raised)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def expect(self, *patterns: str) -> None:
        """Take complaints like these for part of what is tried."""
        self._expected.extend(patterns)

    @property
    def unexpected(self) -> list[str]:
        """Return the complaints nobody expected."""
        return [one for one in self._complaints if not any(re.search(pattern, one) for pattern in self._expected)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self._complaints.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _raised(self, error: WebError) -> None:
        self._complaints.append(f"page error: {error.error}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self._complaints.append(f"failed request: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._complaints.append(f"answer {response.status}: {response.request.method} {response.url}")
