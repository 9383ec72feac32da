"""The ground itself, as a Django app: its checks and commands."""

from __future__ import annotations

from django.apps import AppConfig


class HappyChatConfig(AppConfig):
    """Make management commands and checks of the ground known."""

    name = "happychat"
    label = "ground"

    def ready(self) -> None:
        """Set up logging once settings are read."""
        from happychat import logs

        logs.configure()
