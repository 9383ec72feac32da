"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Tell templates about the site and how the person wants it to look."""
    return {
        "site_name": settings.SITE_NAME,
        "debug": settings.DEBUG,
        "is_open": settings.ENV.registration == "open",
        "languages": settings.LANGUAGES,
        "theme": _preferences(request).get("theme", "auto"),
    }


def _preferences(request: HttpRequest) -> dict[str, Any]:
    # A page may have to be shown before anybody knows who asks, for instance when the host name is not ours.
    preferences: dict[str, Any] = getattr(getattr(request, "user", None), "preferences", {})
    return preferences
