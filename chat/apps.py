"""The chat app."""

from __future__ import annotations

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Register conversations with the streams and the commands by name."""

    name = "chat"

    def ready(self) -> None:
        """Register row sources and commands."""
        from accounts.people import sharing
        from chat import commands, rows

        rows.register()
        sharing.append(rows.in_groups_with)
        commands.register()
