"""From what a client asks to be said to what is sent."""

from __future__ import annotations

from chat.actions.sending import Send
from chat.arguments.messages import SendMessage
from chat.kinds.dice import rolled


def composed(author: int, args: SendMessage) -> Send:
    """Return the message that somebody asks to be sent."""
    mentions = [*(args.mentions or ())]
    send = Send(author, args.stream, args.client_id, args.kind, args.body or "", mentions, args.reply_to)
    send.attachments = [*(args.attachments or ())]
    if args.dice is not None:
        send.data = {"dice": rolled(args.dice)}
    return send
