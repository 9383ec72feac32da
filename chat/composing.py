"""From what a client asks to be said to what is sent."""

from __future__ import annotations

from chat.actions.sending import Send
from chat.arguments.messages import SendMessage


def composed(author: int, args: SendMessage) -> Send:
    """Return the message that somebody asks to be sent."""
    mentions = [*(args.mentions or ())]
    return Send(author, args.stream, args.client_id, args.kind, args.body, mentions, args.reply_to)
