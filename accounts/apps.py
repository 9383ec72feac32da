"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register what people bring to the streams, and what is done now and then."""

    name = "accounts"

    def ready(self) -> None:
        """Register the row sources of `me`, and the upkeep of sign-in sessions."""
        from accounts import rows
        from accounts.addresses import forget_never_activated
        from accounts.bans import lift_expired
        from accounts.bots import note_used
        from accounts.devices import NOTE_EVERY, forget_ended, note_connected
        from accounts.second_factor import renew_secrets
        from happychat.upkeep import upkeep

        rows.register()
        upkeep.every(NOTE_EVERY.total_seconds(), note_connected)
        upkeep.every(600, forget_ended)
        upkeep.every(3600, renew_secrets)
        upkeep.every(3600, forget_never_activated)
        upkeep.every(30, lift_expired)
        upkeep.every(30, note_used)
