"""Reacting to a message with an emoji."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chat.actions.timeline import tell_conversation
from chat.actions.touching import refuse_muted, touch
from chat.emoji import OF_SITE
from chat.site_emoji.models import SiteEmoji
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import user_name

MOST_DIFFERENT = 20


def react(me: int, stream: str, seq: int, emoji: str, *, on: bool) -> dict[str, Any]:
    """Put my reaction on a message, or take it off; people stand in the order they came."""
    with transaction.atomic():
        mine, message = touch(me, stream, seq)
        refuse_muted(mine)
        data = message.data or {}
        reactions: dict[str, list[str]] = data.get("reactions", {})
        name, people = user_name(me), reactions.get(emoji, [])
        if on == (name in people):
            return {"version": message.conversation.version}
        if on and emoji not in reactions and _is_no_more(emoji):
            raise NotFound("This site has no such emoji.")
        if on and emoji not in reactions and len(reactions) >= MOST_DIFFERENT:
            raise Forbidden("full", f"A message has at most {MOST_DIFFERENT} different reactions.")
        people = [*people, name] if on else [one for one in people if one != name]
        reactions = {**reactions, emoji: people}
        left = {emoji: people for emoji, people in reactions.items() if people}
        message.data = (
            {**data, "reactions": left} if left else {k: v for k, v in data.items() if k != "reactions"} or None
        )
        return {"version": tell_conversation(message.conversation, changed=[message]).version}


def _is_no_more(emoji: str) -> bool:
    own = OF_SITE.fullmatch(emoji)
    return own is not None and not SiteEmoji.objects.filter(name=own[1]).exists()
