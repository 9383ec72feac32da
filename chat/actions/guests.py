"""What becomes of guests who do not come back."""

from __future__ import annotations

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.sessions import end_all_sessions
from chat.actions.profile import tell_conversations
from chat.models import Kind, Membership
from chat.presence.models import Presence
from happychat.ids import user_name

MOST_AT_ONCE = 50


def remove_idle() -> None:
    """Remove guests nobody has seen for as long as the site says; some at a time."""
    since = timezone.now() - timedelta(days=settings.ENV.guest_days)
    unseen = Q(last_seen__at__lt=since) | Q(last_seen=None, date_joined__lt=since)
    here = Presence.objects.filter(user=OuterRef("pk"))
    for guest in User.objects.filter(unseen, ~Exists(here), is_guest=True, is_active=True)[:MOST_AT_ONCE]:
        remove(guest)


def remove(guest: User) -> None:
    """Take a guest's name, face and way in; what they said stays with whom they said it to, by somebody deleted."""
    end_all_sessions(guest.pk)
    EmailAddress.objects.filter(user=guest).delete()
    # A new username, for they may have chosen one that others want.
    guest.username, guest.nickname, guest.avatar, guest.bio = f"guest_{secrets.token_hex(8)}", "", "", ""
    guest.is_active = False
    guest.set_unusable_password()
    guest.save()
    lobbies = Membership.objects.filter(user=guest, conversation__kind=Kind.LOBBY, left_at=None)
    lobbies.update(left_at=timezone.now(), left="left")
    tell_conversations(guest, {"id": user_name(guest.pk), "deleted": True})
