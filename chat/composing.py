"""From what a client asks to be said to what is sent."""

from __future__ import annotations

from typing import Any

from chat.actions import stickers
from chat.actions.growing import refuse_person
from chat.actions.keeping import moment_ahead
from chat.actions.sending import Send
from chat.arguments.messages import SendMessage
from chat.kinds import cards, chains, dice, polls
from happychat.commands.errors import CommandError
from happychat.ids import user_name


def composed(author: int, args: SendMessage, *, bot: bool = False) -> Send:
    """Return the message that somebody asks to be sent; what it may not hold is its answer already."""
    mentions = [*(args.mentions or ())]
    send = Send(author, args.stream, args.client_id, args.kind, args.body or "", mentions, args.reply_to)
    send.attachments = [*(args.attachments or ())]
    try:
        if args.open:
            refuse_person(bot=bot)
        send.data = _of_its_kind(author, args)
    except CommandError as refusal:
        send.answer = refusal
    return send


def _of_its_kind(author: int, args: SendMessage) -> dict[str, Any]:
    if args.dice is not None:
        return {"dice": dice.rolled(args.dice)}
    if args.card is not None:
        return {"card": cards.shown(author, args.card)}
    if args.chain is not None:
        return {"chain": chains.begun(user_name(author), args.chain.text or ""), "open": True}
    if args.poll is not None:
        if args.poll.closes_at:
            moment_ahead(args.poll.closes_at)
        return {"poll": polls.opened(args.poll), "open": True}
    if args.sticker is not None:
        return {"attachments": [stickers.sendable(author, args.sticker, args.stream)]}
    return {"open": True} if args.open else {}
