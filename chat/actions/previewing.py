"""Adding to messages what the pages say of themselves that they link to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from chat.actions.timeline import tell_conversation
from chat.models import Conversation, Message
from chat.previews.links import first_link
from chat.previews.looking import Linked, Looking
from happychat.streams.versions import lock


def look_at(conversation: int, seq: int, body: str) -> None:
    """Have the page looked at that a message links to, if the site does so."""
    if settings.LINK_PREVIEWS and (url := first_link(body)):
        looking.at(Linked(conversation, seq, body, url))


def keep(message: Message) -> Callable[[], None]:
    """Let go of what was said of a page when the words change; look at what the new ones link to."""

    def changed() -> None:
        message.data = {name: value for name, value in (message.data or {}).items() if name != "link"} or None
        if message.kind == "text":
            look_at(message.conversation_id, message.seq, message.body)

    return changed


def add_link(linked: Linked, link: dict[str, Any]) -> None:
    """Add what a page says, with the same revision, unless the message says something else by now."""
    with transaction.atomic():
        lock(Conversation, [linked.conversation])
        found = Message.objects.filter(conversation=linked.conversation, seq=linked.seq, body=linked.body)
        message = found.select_related("conversation").first()
        if message is not None and not message.conversation.closed:
            message.data = {**(message.data or {}), "link": link}
            tell_conversation(message.conversation, changed=[message])


looking = Looking(add_link)
