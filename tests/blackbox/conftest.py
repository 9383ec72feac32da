"""What the tests outside share: the running sites, and the watches that run beside them."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from .support.cast import Site, inhabited_server, site_with_cast
from .support.patience import Watch


def pytest_configure() -> None:
    """Keep the client's own requests out of the reports; let servers hear SIGINT, in the background too.

    What a shell starts in the background ignores it, and hands that on.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    logging.getLogger("httpx").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def shared_site() -> Iterator[Callable[[str], Site]]:
    """Give the running site of a kind of server: started once, without rate limits, for tests that leave it whole."""
    sites: dict[str, Site] = {}
    with ExitStack() as stack:

        def site(kind: str) -> Site:
            if kind not in sites:
                server = stack.enter_context(inhabited_server(kind, HAPPYCHAT_RATE_SCALE="0"))
                sites[kind] = site_with_cast(server)
            return sites[kind]

        yield site


@pytest.fixture(scope="module")
def site(shared_site: Callable[[str], Site]) -> Site:
    """A site where Ann and Bob are friends and Eve is outside; what is said here does not depend on the server."""
    return shared_site("serve")


@pytest.fixture(scope="module")
def chat(site: Site) -> str:
    """The direct chat of Ann and Bob."""
    return site.chat_of("ann", "bob")


@pytest.fixture(scope="session", autouse=True)
def watches(request: pytest.FixtureRequest) -> dict[str, Watch]:
    """Start watching at once if a slow test is to run, so that the minute passes beside the others."""
    slow = [item for item in request.session.items if item.get_closest_marker("slow") and "blackbox" in item.nodeid]
    return {kind: Watch(kind) for kind in ("serve", "daphne")} if slow else {}
