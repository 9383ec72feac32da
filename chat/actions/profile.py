"""A person's profile, as far as it touches conversations: the picture, and who shares one with them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.actions import update_profile
from accounts.guests import free_nickname
from accounts.models import User
from accounts.people import people_apart
from chat.models import Attachment, Kind, Membership
from chat.presence.choosing import show_or_hide
from chat.rows import audience
from happychat.commands.errors import Bad, NotFound
from happychat.ids import stream_name, user_name
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal, signal_frame


def change_profile(me: int, changes: dict[str, Any]) -> dict[str, Any]:
    """Write what a person says of themselves, and tell who is to know of it."""
    with transaction.atomic():
        if changes.get("avatar"):
            picture_of_mine(me, changes["avatar"])
        user = User.objects.select_for_update(no_key=True).get(pk=me)
        if user.is_guest and "nickname" in changes:
            changes["nickname"] = free_nickname(changes["nickname"], but=me)
        shown = user.preferences.get("last_seen")
        version = update_profile(user, changes)
        if user.preferences.get("last_seen") != shown:
            show_or_hide(user)
    return {"version": version}


def picture_of_mine(me: int, name: str) -> None:
    """Take a picture I uploaded into use; refuse anything else."""
    attachment = Attachment.objects.filter(pk=name, owner=me).first()
    if attachment is None:
        raise NotFound("There is no such attachment of yours.")
    if attachment.kind != "picture":
        raise Bad("This needs an attachment of kind picture.")
    Attachment.objects.filter(pk=name).update(used=True)


def tell_conversations(user: User, seen: dict[str, Any]) -> None:
    """Show who has a conversation with somebody how their card looks now."""
    joined = Membership.objects.filter(
        user=user, left_at=None, conversation__kind__in=(Kind.DIRECT, Kind.GROUP, Kind.MATCH)
    )
    but = (user.pk, *people_apart(user.pk))
    for conversation in joined.values_list("conversation_id", flat=True):
        frame = signal_frame(stream_name(conversation), "profile", 0, user=user_name(user.pk), card=seen)
        announce(Signal(audience(conversation), frame, but=but))
