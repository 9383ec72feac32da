"""From which pages a socket may be opened: those of the site, and none that looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .support.cast import Site
from .support.quiet import at_most_a_line_each
from .support.wire import status_of_handshake

FOREIGN_ORIGINS = [
    None,
    "null",
    "http://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://127.0.0.1:80",
    "https://127.0.0.1:{port}",
    "ws://127.0.0.1:{port}",
    "file://127.0.0.1:{port}",
    "http://chat.127.0.0.1:{port}",
    "http://127.0.0.1.evil.example:{port}",
    "http://evil127.0.0.1:{port}",
    "http://127.0.0.2:{port}",
    "http://2130706433:{port}",
    "http://127.1:{port}",
    "http://[::1]:{port}",
    "http://[::ffff:127.0.0.1]:{port}",
    "http://localhost:{port}",
    "http://LOCALHOST:{port}",
]
NOT_EVEN_ORIGINS = [
    "",
    "*",
    "//127.0.0.1:{port}",
    "127.0.0.1:{port}",
    "http://127.0.0.1:{port}0",
    "http://127.0.0.1:{port}.evil.example",
    "http://evil.example/127.0.0.1:{port}",
    "http://127.0.0.1:{port}@evil.example",
    "http://evil.example#http://127.0.0.1:{port}",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/x",
    "http://127.0.0.1:{port}?",
    "http://user@127.0.0.1:{port}",
    "http://127.0.0.1:{port} http://evil.example",
    "http://evil.example, http://127.0.0.1:{port}",
]


@pytest.fixture(scope="module", params=["serve", "daphne"])
def site(request: pytest.FixtureRequest, shared_site: Callable[[str], Site]) -> Site:
    """A site where Ann and Bob are friends and Eve is outside, on either server."""
    return shared_site(request.param)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_handshake_from_any_other_origin_is_403(site: Site, origin: str | None) -> None:
    headers = [] if origin is None else [("Origin", origin.format(port=site.server.port))]

    with at_most_a_line_each(site.server, [origin]):
        status = status_of_handshake(site.server, session_header(site), *headers)

    assert status == 403


@pytest.mark.parametrize("text", NOT_EVEN_ORIGINS)
def test_what_no_browser_would_send_as_an_origin_does_not_come_in(site: Site, text: str) -> None:
    header = ("Origin", text.format(port=site.server.port))

    with at_most_a_line_each(site.server, [text]):
        status = status_of_handshake(site.server, session_header(site), header)

    assert status in {400, 403}


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded"])
def test_a_foreign_origin_does_not_come_in_by_naming_its_own_host(site: Site, header: str) -> None:
    value = "host=evil.example" if header == "Forwarded" else "evil.example"

    status = status_of_handshake(site.server, session_header(site), ("Origin", "http://evil.example"), (header, value))

    assert status == 403


@pytest.mark.parametrize("own_first", [True, False])
def test_two_origins_are_not_better_than_one(site: Site, own_first: bool) -> None:
    origins = [("Origin", site.server.origin), ("Origin", "http://evil.example")]

    status = status_of_handshake(site.server, session_header(site), *(origins if own_first else reversed(origins)))

    assert status in {400, 403}


def test_the_origin_counts_before_the_session(site: Site) -> None:
    assert status_of_handshake(site.server, ("Origin", "http://evil.example")) == 403


def test_the_own_origin_comes_in(site: Site) -> None:
    assert status_of_handshake(site.server, session_header(site), ("Origin", site.server.origin)) == 101


def session_header(site: Site) -> tuple[str, str]:
    """Return Ann's cookies as a header."""
    return ("Cookie", site["ann"].cookie_header)
