"""The groups app."""

from __future__ import annotations

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Register the commands of groups, and who else sees a group's picture."""

    name = "groups"

    def ready(self) -> None:
        """Register commands and requests."""
        from groups import commands

        commands.register()
