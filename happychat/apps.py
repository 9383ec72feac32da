"""The ground itself, as a Django app: its checks and commands."""

from __future__ import annotations

from django.apps import AppConfig


class HappyChatConfig(AppConfig):
    """Make management commands and checks of the ground known."""

    name = "happychat"
    label = "ground"

    def ready(self) -> None:
        """Set up logging once settings are read, and say where committed steps go, in every kind of process."""
        from happychat import checks, logs  # noqa: F401  # checks make themselves known
        from happychat.layers import fanout, publish
        from happychat.streams import announcing

        logs.configure()
        fanout()  # made here, where there is one thread: two that came first at once would make two
        announcing.publish_with(publish)
