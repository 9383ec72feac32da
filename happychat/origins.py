"""Which pages may open a socket: those of this site, exactly."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def origin_allowed(scope: dict[str, Any]) -> bool:
    """Tell whether the handshake's Origin is the site's: scheme, host and port.

    In debug the request's own loopback host will do too. Another, `null` or none will not.
    """
    headers = scope["headers"]
    origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
    if len(origins) != 1:
        return False
    if origins[0] == _canonical(settings.BASE_URL):
        return True
    return settings.DEBUG and _is_own_loopback(origins[0], headers)


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _is_own_loopback(origin: str, headers: list[tuple[bytes, bytes]]) -> bool:
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        return False
    try:
        hostname = urlsplit(f"http://{hosts[0]}").hostname
    except ValueError:
        return False
    return hostname in LOOPBACK and origin == f"http://{hosts[0]}"
