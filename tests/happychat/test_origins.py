"""Which pages may open a socket: those of this site, exactly."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from happychat.origins import origin_allowed


def allowed(*origins: str, host: str = "chat.example.org") -> bool:
    headers = [(b"host", host.encode()), *((b"origin", origin.encode()) for origin in origins)]
    return origin_allowed({"headers": headers})


@pytest.mark.parametrize(
    ("base", "origin"),
    [
        ("https://chat.example.org", "https://chat.example.org"),
        ("https://Chat.Example.org", "https://chat.example.org"),
        ("https://chat.example.org:443", "https://chat.example.org"),
        ("http://chat.example.org:80", "http://chat.example.org"),
        ("http://chat.example.org:8000", "http://chat.example.org:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_site_itself_may(settings: Settings, base: str, origin: str) -> None:
    settings.BASE_URL = base

    assert allowed(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "http://chat.example.org",
        "https://chat.example.org:8443",
        "https://chat.example.org:443",
        "https://chat.example.org.evil.example",
        "https://evil.example",
        "https://chat.example.org/",
        "https://CHAT.example.org",
        "null",
        "",
        "*",
    ],
)
def test_nobody_else_may(settings: Settings, origin: str) -> None:
    settings.BASE_URL = "https://chat.example.org"

    assert not allowed(origin)


def test_no_origin_and_two_may_not(settings: Settings) -> None:
    settings.BASE_URL = "https://chat.example.org"

    assert not allowed()
    assert not allowed("https://chat.example.org", "https://chat.example.org")


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "[::1]:8123"])
def test_in_debug_the_loopback_host_of_the_request_may(settings: Settings, host: str) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    assert not allowed(f"http://{host}", host=host)

    settings.DEBUG = True
    assert allowed(f"http://{host}", host=host)
    assert not allowed("http://127.0.0.1:9999", host=host)
    assert not allowed("http://evil.example", host="evil.example")
    assert not allowed("http://[", host="[")
