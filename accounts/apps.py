"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register what people bring to the streams."""

    name = "accounts"

    def ready(self) -> None:
        """Register the row sources of `me`."""
        from accounts import rows

        rows.register()
