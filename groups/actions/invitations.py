"""Links that let people in: made, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from groups.actions.coming import inviting
from groups.actions.standing import note, rank, standing
from groups.models import Invitation, hashed, new_code
from happychat.commands.errors import NotFound, Quota
from happychat.times import wire

MOST_LINKS = 100  # that let somebody in, in one group


def make_link(me: int, stream: str, seconds: int, uses: int) -> dict[str, Any]:
    """Make an invitation; its code and address are told this once."""
    with transaction.atomic():
        mine = inviting(me, stream)
        if Invitation.objects.good().filter(conversation=mine.conversation).count() >= MOST_LINKS:
            raise Quota(f"A group has at most {MOST_LINKS} links: revoke some first.")
        code, now = new_code(), timezone.now()
        link = Invitation.objects.create(
            conversation=mine.conversation,
            author_id=me,
            code_hash=hashed(code),
            expires_at=now + timedelta(seconds=seconds) if seconds else None,
            uses=uses,
        )
        note(mine, "link", text=str(link.pk))
    found = {"id": str(link.pk), "code": code, "url": f"{settings.BASE_URL}/invite/{code}"}
    return found | ({"expires_at": wire(link.expires_at)} if link.expires_at else {})


def revoke_link(me: int, stream: str, name: str) -> dict[str, Any]:
    """Take an invitation back: mine, or as an admin anybody's."""
    with transaction.atomic():
        mine = standing(me, stream)
        link = Invitation.objects.filter(conversation=mine.conversation, pk=int(name) if name.isdigit() else 0).first()
        if link is None or (link.author_id != me and not rank(mine)):  # only admins see those of others
            raise NotFound("There is no such link.")
        if link.revoked_at is None:
            link.revoked_at = timezone.now()
            link.save(update_fields=["revoked_at"])
            note(mine, "revoked", text=name)
    return {}
