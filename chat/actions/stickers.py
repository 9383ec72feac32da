"""Stickers: pictures that are kept to be sent again, by one person or by a group."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.actions import mailbox_version
from chat.actions.access import membership_in
from chat.actions.attaching import attachment_object, forget_unkept
from chat.actions.keeping import changed, kept_of
from chat.actions.timeline import tell_conversation
from chat.keeping.models import Kept, Kind
from chat.kinds.models import PackSticker
from chat.models import Attachment, Conversation, Membership, Role
from chat.models import Kind as ConversationKind
from chat.visible import visible_among
from happychat.commands.errors import Bad, Forbidden, NotFound, Quota
from happychat.ids import stream_pk
from happychat.streams.versions import lock

MOST_IN_PACK = 50


def keep(me: int, sticker: str, *, on: bool) -> dict[str, Any]:
    """Keep a sticker I may see among mine, or no more."""
    with transaction.atomic():
        found = _seen(me, sticker) if on else None
        kept = kept_of(me, Kind.STICKER, sticker, is_wanted=on)
        if kept.gone == (not on):
            return {"version": mailbox_version(me)}
        reply = changed(kept, attachment_object(found) if found else None)
        _used_or_gone(sticker, on=on)
        return reply


def keep_in_pack(me: int, stream: str, sticker: str, *, on: bool) -> dict[str, Any]:
    """Keep a sticker for all members of a group, as an admin, or no more."""
    with transaction.atomic():
        lock(Conversation, [stream_pk(stream)])
        mine = membership_in(me, stream)
        group = mine.conversation
        if group.kind != ConversationKind.GROUP or mine.role == Role.MEMBER:
            raise Forbidden("role", "Admins keep the stickers of a group.")
        is_there = PackSticker.objects.filter(conversation=group, attachment=sticker)
        if is_there.exists() == on:
            return {"version": group.version}
        if on:
            found = _seen(me, sticker)
            if len(group.stickers) >= MOST_IN_PACK:
                raise Quota(f"A group has at most {MOST_IN_PACK} stickers.")
            PackSticker.objects.create(conversation=group, attachment=found)
            group.stickers = [attachment_object(found), *group.stickers]
        else:
            is_there.delete()
            group.stickers = [one for one in group.stickers if one["id"] != sticker]
        version = tell_conversation(group, info=True).version
        _used_or_gone(sticker, on=on)
        return {"version": version}


def sendable(me: int, sticker: str, stream: str) -> dict[str, Any]:
    """Return what a message shows of a sticker: of mine, or of the group it is sent to; else NotFound."""
    found = Attachment.objects.filter(pk=sticker, kind="sticker").first()
    if found is None or not (is_mine(found, me) or _is_in(found, stream)):
        raise NotFound("There is no such sticker of yours.")
    return attachment_object(found)


def is_mine(sticker: Attachment, me: int) -> bool:
    """Tell whether a sticker is one that somebody made or keeps."""
    kept = Kept.objects.filter(owner=me, kind=Kind.STICKER, name=sticker.pk, gone=False)
    return sticker.owner_id == me or kept.exists()


def is_in_my_groups(sticker: Attachment, me: int) -> bool:
    """Tell whether a sticker is kept by a group somebody is in."""
    groups = Membership.objects.filter(user=me, left_at=None).values("conversation")
    return PackSticker.objects.filter(attachment=sticker, conversation__in=groups).exists()


def _is_in(sticker: Attachment, stream: str) -> bool:
    return PackSticker.objects.filter(attachment=sticker, conversation=stream_pk(stream)).exists()


def _seen(me: int, sticker: str) -> Attachment:
    found = Attachment.objects.filter(pk=sticker).first()
    if found is None or not (is_mine(found, me) or is_in_my_groups(found, me) or _is_shown(found, me)):
        raise NotFound("There is no such attachment.")
    if found.kind != "sticker":
        raise Bad("attachment: upload it as a sticker first")
    return found


def _is_shown(sticker: Attachment, me: int) -> bool:
    shown_in = "a.attachment_id = %s"
    return bool(visible_among(me, "chat_attached a", "a.message_id", shown_in, [sticker.pk], limit=1))


def _used_or_gone(sticker: str, *, on: bool) -> None:
    if on:
        Attachment.objects.filter(pk=sticker, used=False).update(used=True)
    else:
        forget_unkept(sticker)
