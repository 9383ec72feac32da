"""Giving the site emoji of its own, and taking them away."""

from __future__ import annotations

import secrets
from typing import BinaryIO

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from chat.actions.pictures import written_anew
from chat.site_emoji.models import MAX_BYTES, SiteEmoji
from happychat.commands.errors import TooLong


def picture_of(file: BinaryIO) -> bytes:
    """Return a picture written anew, as small as emoji may be. Bad or TooLong for what cannot be used."""
    written = written_anew(file)
    small = written.data if len(written.data) <= MAX_BYTES else written.thumbnail
    if not small or len(small) > MAX_BYTES:
        raise TooLong(f"An emoji has at most {MAX_BYTES // 1024} kB.")
    return small


def keep(emoji: SiteEmoji, picture: bytes | None, *, by: User) -> None:
    """Store an emoji, with another picture where there is one."""
    with transaction.atomic():
        if picture:
            emoji.picture, emoji.key = picture, secrets.token_urlsafe(16)
        emoji.save()
        record("emoji", by=by, subject_id=str(emoji.pk), subject=str(emoji))


def remove(emoji: SiteEmoji, *, by: User) -> None:
    """Take an emoji away: where it was written its name stays."""
    with transaction.atomic():
        record("no emoji", by=by, subject_id=str(emoji.pk), subject=str(emoji))
        emoji.delete()


def site_emoji() -> list[dict[str, str]]:
    """Return all, by name. One query."""
    found = SiteEmoji.objects.values_list("name", "key")
    return [{"name": name, "url": f"/api/v1/emoji/{key}"} for name, key in found]
