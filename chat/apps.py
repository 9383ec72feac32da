"""The chat app."""

from __future__ import annotations

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Register conversations with the streams and the commands by name."""

    name = "chat"

    def ready(self) -> None:
        """Register row sources and commands."""
        from chat import commands, rows

        rows.register()
        commands.register()
