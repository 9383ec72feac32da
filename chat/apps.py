"""The chat app."""

from __future__ import annotations

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Register conversations with the streams and the commands by name."""

    name = "chat"

    def ready(self) -> None:
        """Register row sources and commands."""
        from accounts.actions import showing
        from accounts.people import sharing
        from chat import commands, rows
        from chat.actions.answering import close_due
        from chat.actions.attaching import forget_unused
        from chat.actions.contacts import expire_requests
        from chat.actions.exporting import forget_exports
        from chat.actions.guests import remove_idle
        from chat.actions.keeping import come_due
        from chat.actions.match_rounds import erase_ended, lose_absent, widen
        from chat.actions.previewing import keep as keep_link
        from chat.actions.profile import tell_conversations
        from chat.actions.sending import listeners
        from chat.match.queue import hold_queue
        from chat.rewriting import keepers
        from chat.robot.listening import listen
        from chat.scheduling import send_due
        from chat.search.catching_up import Round, keep
        from happychat.upkeep import upkeep

        listeners.append(listen)
        rows.register()
        sharing.append(rows.in_company_with)
        showing.append(tell_conversations)
        commands.register()
        keepers.append(keep)
        keepers.append(keep_link)
        upkeep.every(600, expire_requests)
        upkeep.every(600, remove_idle)
        upkeep.every(600, erase_ended, first=hold_queue)
        upkeep.every(2, lose_absent, first=hold_queue)
        upkeep.every(1, widen, first=hold_queue)
        upkeep.every(2, come_due)
        upkeep.every(2, send_due)
        upkeep.every(600, forget_unused)
        upkeep.every(600, forget_exports)
        upkeep.every(2, close_due)
        upkeep.every(2, Round())
