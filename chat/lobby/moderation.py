"""What the site's moderators do about the lobby: its words and rules, and who keeps silent for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from chat.actions.timeline import tell_conversation
from chat.models import Conversation, Membership, Who
from happychat.commands.errors import Conflict
from happychat.ids import stream_name, user_name
from happychat.streams.versions import lock
from happychat.times import wire

FOR_GOOD = timedelta(days=3650)


def arrange(
    lobby: Conversation, reason: str, *, by: User, title: str, notice: str, admins_only: bool, slow: int
) -> None:
    """Say what the lobby is called, what stands above it, who speaks there and how often."""
    with transaction.atomic():
        lobby = _locked(lobby.pk)
        lobby.title, lobby.slow = title, slow
        lobby.speak = Who.ADMINS if admins_only else Who.ALL
        if notice != (lobby.notice or {}).get("text", ""):
            lobby.notice = _notice(notice, by, (lobby.notice or {}).get("revision", 0))
        tell_conversation(lobby, info=True)
        record("arrange_lobby", by=by, subject_id=stream_name(lobby.pk), subject=str(lobby), reason=reason)


def mute(member: Membership, reason: str, *, by: User, until: datetime | None) -> None:
    """Let somebody say nothing in the lobby until a moment; all who are there learn of it."""
    _silence(member, until or timezone.now() + FOR_GOOD, by, "mute_in_lobby", reason)


def unmute(member: Membership, reason: str, *, by: User) -> None:
    """Let somebody speak in the lobby again."""
    _silence(member, None, by, "unmute_in_lobby", reason)


def _silence(member: Membership, until: datetime | None, by: User, action: str, reason: str) -> None:
    with transaction.atomic():
        lobby = _locked(member.conversation_id)
        member = Membership.objects.select_related("user").get(pk=member.pk)
        if member.muted_until == until:
            raise Conflict("Nobody has silenced them.")
        member.conversation, member.muted_until = lobby, until
        member.version = member.version or lobby.version  # their membership did not begin just now
        tell_conversation(lobby, members=[member])
        record(action, by=by, subject_id=user_name(member.user_id), subject=str(member.user), reason=reason)


def _locked(lobby: int) -> Conversation:
    lock(Conversation, [lobby])
    return Conversation.objects.get(pk=lobby)


def _notice(text: str, by: User, revision: int) -> dict[str, Any] | None:
    if not text:
        return None
    return {"text": text, "author": user_name(by.pk), "at": wire(timezone.now()), "revision": revision + 1}
