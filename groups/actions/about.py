"""What a group says of itself, and its rules."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import mailbox_version, tell_mailboxes
from accounts.models import Mailbox
from chat.actions.profile import picture_of_mine
from chat.actions.timeline import Mine, notice_of, read_up_to, tell_conversation
from chat.models import Conversation, Message
from groups.actions.standing import ADMIN, in_group, note, standing
from happychat.ids import user_name
from happychat.streams.versions import lock
from happychat.times import wire


def update(me: int, stream: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Change the name, picture, introduction, notice, tags or rules; members are told what they would notice."""
    with transaction.atomic():
        mine = standing(me, stream, ADMIN)
        group = mine.conversation
        changed = apply(me, group, changes)
        if not changed:
            return {"version": group.version}
        notices = [notice for name in changed if (notice := _notice(me, group, name))]
        at = tell_conversation(group, info=True, messages=notices)
        if notices:
            read_up_to(group, me, at.seq)
        for name in changed:
            note(mine, "changed", text=f"{name}: {changes[name]}"[:1000])
        return {"version": at.version}


def apply(me: int, group: Conversation, changes: dict[str, Any]) -> list[str]:
    """Write changes into a group; return the names of those that changed anything."""
    changed = []
    for name, value in changes.items():
        if _set(me, group, name, value):
            changed.append(name)
    return changed


def read_notice(me: int, stream: str, revision: int) -> dict[str, Any]:
    """Say that I have read the notice; for me alone, so the group is not locked."""
    with transaction.atomic():
        lock(Mailbox, [me])
        mine = in_group(me, stream)
        newest = (mine.conversation.notice or {}).get("revision", 0)
        revision = min(revision, newest)
        if revision <= mine.notice_read:
            return {"version": mailbox_version(me)}
        mine.notice_read = revision
        return {"version": tell_mailboxes({me: [Mine(mine)]})[me]}


def _set(me: int, group: Conversation, name: str, value: Any) -> bool:
    if name == "notice":
        return _set_notice(me, group, value)
    field = "title" if name == "name" else name
    if getattr(group, field) == value:
        return False
    if name == "avatar" and value:
        picture_of_mine(me, value)
    setattr(group, field, value)
    return True


def _set_notice(me: int, group: Conversation, text: str) -> bool:
    """Write a notice that asks to be read anew; revisions go on where one was taken away."""
    before = group.notice or {}
    if before.get("text", "") == text:
        return False
    revision = before.get("revision", 0) + 1
    group.notice = {"text": text, "author": user_name(me), "at": wire(timezone.now()), "revision": revision}
    return True


def _notice(me: int, group: Conversation, name: str) -> Message | None:
    if name == "name":
        return notice_of(group, me, "renamed", text=group.title)
    if name == "notice" and (text := _text(group)):
        return notice_of(group, me, "notice", text=text)
    return notice_of(group, me, "picture") if name == "avatar" else None


def _text(group: Conversation) -> str:
    return str((group.notice or {}).get("text", ""))
