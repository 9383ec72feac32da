"""Asking the site's moderators to look at something."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.people import person
from chat.actions.access import membership_in
from chat.actions.matching import part_from
from chat.models import Conversation, Kind, Membership, Message
from chat.reporting.models import Report
from chat.rows import view_of
from chat.visible import visible_messages
from happychat.commands.errors import Forbidden, NotFound, NotMember
from happychat.ids import stream_pk

LAST = 20  # messages of a match that is reported


def report(me: int, reason: str, text: str, *, stream: str = "", seq: int = 0, user: str = "") -> dict[str, Any]:
    """Report a message, a conversation or a person I can see; the same one again counts once."""
    with transaction.atomic():
        found = _person(me, user) if user else _message(me, stream, seq) if seq else _conversation(me, stream)
        filed, _ = Report.objects.get_or_create(
            reporter_id=me, target=found.pop("target"), defaults={**found, "reason": reason, "text": text}
        )
        if filed.person_id is not None:
            part_from(me, filed.person_id)
    return {}


def _person(me: int, user: str) -> dict[str, Any]:
    other = person(user, asker=me)
    return {"target": f"user:{other.pk}", "person": other, "evidence": f"{other.nickname} {other.bio}".strip()}


def _message(me: int, stream: str, seq: int) -> dict[str, Any]:
    mine = membership_in(me, stream)
    found = visible_messages(view_of(mine), "seq = %s", [seq], limit=1)
    if not found:
        raise NotFound("There is no such message.")
    if found[0].author_id == me:
        raise Forbidden("self", "That is yours.")
    message = Message.objects.get(conversation=mine.conversation_id, seq=seq)
    return {
        "target": f"message:{mine.conversation_id}:{seq}",
        "conversation_id": mine.conversation_id,
        "seq": seq,
        "person_id": message.author_id,
        "evidence": message.body,
    }


def _conversation(me: int, stream: str) -> dict[str, Any]:
    conversation = _seen(me, stream)
    found = {"target": f"conversation:{conversation.pk}", "conversation": conversation}
    if conversation.kind == Kind.MATCH:  # there is nobody else it could be about
        other = conversation.memberships.exclude(user=me).get()
        return {**found, "person_id": other.user_id, "evidence": _said_by(other)}
    return {**found, "evidence": f"{conversation.title} {conversation.introduction}".strip()}


def _said_by(other: Membership) -> str:
    """Return somebody's last words in a match, which are erased before long."""
    said = Message.objects.filter(conversation=other.conversation_id, author=other.user_id).exclude(kind="notice")
    return "\n".join(reversed(said.order_by("-seq").values_list("body", flat=True)[:LAST]))


def _seen(me: int, stream: str) -> Conversation:
    try:
        return membership_in(me, stream).conversation
    except NotMember:
        shown = Conversation.objects.filter(pk=stream_pk(stream), public=True, closed=False).first()
        if shown is None:
            raise
        return shown
