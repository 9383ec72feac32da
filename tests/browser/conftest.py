"""What the browser tests share: one browser, one site with the cast in it, and the guard."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import playwright.sync_api
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.blackbox.support.cast import Site, inhabited_server, site_with_cast
from tests.blackbox.support.quiet import TROUBLE
from tests.blackbox.support.server import Server

from .support.chromium import ARGUMENTS, find_chromium
from .support.devices import PATIENCE_MS, Devices
from .support.guard import Guard
from .support.places import Furnished, furnish

expect.set_options(timeout=PATIENCE_MS)


def pytest_configure() -> None:
    """Keep the log of the client's own requests out of the reports."""
    logging.getLogger("httpx").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.sync_api.Browser]:
    """Start the browser, or skip with the reason."""
    with sync_playwright() as playwright_:
        path = find_chromium(playwright_)
        if path is None:
            pytest.skip("no Chromium here: install one, or name it with CHROMIUM=/path/to/chromium")
        browser = playwright_.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def guard() -> Iterator[Guard]:
    """Fail the test if a page of it had anything to complain about."""
    guard = Guard()
    yield guard
    assert not guard.unexpected, "\n".join(guard.unexpected)


@pytest.fixture
def devices(chromium: playwright.sync_api.Browser, guard: Guard) -> Iterator[Devices]:
    """Give devices, which are put away after the test."""
    with Devices(chromium, guard) as devices:
        yield devices


@pytest.fixture(scope="session")
def site(chromium: playwright.sync_api.Browser) -> Iterator[Site]:  # without a browser nothing starts
    """Give the site on which the cast are friends, for tests that leave the people as they are."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)
        nothing_went_wrong(server)


@pytest.fixture(scope="module")
def own_site(chromium: playwright.sync_api.Browser) -> Iterator[Site]:
    """Give the same as `site`, for the tests of one module that change the people."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)
        nothing_went_wrong(server)


@pytest.fixture(scope="session")
def furnished(chromium: playwright.sync_api.Browser) -> Iterator[Furnished]:
    """Give a site with something to see on every page."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield furnish(site_with_cast(server))
        nothing_went_wrong(server)


@pytest.fixture(scope="session")
def empty_server(chromium: playwright.sync_api.Browser) -> Iterator[Server]:
    """Give a site whose people come through its front door only."""
    with Server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield server
        nothing_went_wrong(server)


def nothing_went_wrong(server: Server) -> None:
    """Look for trouble in the server's log."""
    trouble = [line for line in server.log() if any(word in line for word in TROUBLE)]
    assert not trouble, "\n".join(server.log()[-60:])
