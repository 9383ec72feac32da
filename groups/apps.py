"""The groups app."""

from __future__ import annotations

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Register the commands of groups."""

    name = "groups"

    def ready(self) -> None:
        """Register commands."""
        from groups import commands

        commands.register()
