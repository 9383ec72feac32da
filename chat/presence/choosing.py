"""What follows when a person chooses who may know whether they are here."""

from __future__ import annotations

from accounts.models import User
from accounts.rows import audience
from chat.presence.settling import look_again
from chat.presence.sight import NOBODY, friendships, presence_frame
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal


def show_or_hide(user: User) -> None:
    """Take a person who hides out of their friends' sight at once, and bring back one who does not any more."""
    if user.preferences.get("last_seen") == NOBODY:
        for friend in friendships().filter(person=user).values_list("owner_id", flat=True):
            announce(Signal(audience(friend), presence_frame(user.pk, online=False)))
    else:
        look_again([user.pk])
