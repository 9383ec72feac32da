"""Making a group."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.people import friends_of, letting
from accounts.robot import robot_keys
from chat.actions.joining import begin, welcome
from chat.actions.timeline import notice_of, tell_conversation
from chat.models import Conversation, Kind, Message
from groups.actions.about import apply
from groups.actions.standing import note
from happychat.commands.errors import ClientIdConflict, NotFound
from happychat.ids import stream_name, user_name, user_pk


def create(me: int, client_id: str, name: str, members: list[str], about: dict[str, Any]) -> dict[str, Any]:
    """Make a group of me and those of my friends who let me; a repeat answers with the group it made before."""
    with transaction.atomic():
        before = Message.objects.filter(author=me, client_id=client_id).first()
        if before is not None:
            return _repeat_of(before)
        asked = keys_of(members)
        friends = {*friends_of(me), *robot_keys()} & letting(me, asked.values(), "invite")
        first = [key for key in asked.values() if key in friends and key != me][: settings.MAX_MEMBERS - 1]
        group = Conversation(kind=Kind.GROUP, title=name)
        apply(me, group, about)
        group.save()
        memberships = begin(group, [me, *first], owner=me)
        created = notice_of(group, me, "created", users=[user_name(m.user_id) for m in memberships])
        created.client_id = client_id
        tell_conversation(group, info=True, members=memberships, messages=[created])
        note(memberships[0], "created", *first, text=name)
        welcome(memberships)
        skipped = [user for user in members if asked.get(user) not in first]
        return {"stream": stream_name(group.pk), **({"skipped": skipped} if skipped else {})}


def keys_of(users: list[str]) -> dict[str, int]:
    """Return the keys of people by their names; those no person could have are left out."""
    found = {}
    for user in users:
        try:
            found[user] = user_pk(user)
        except NotFound:
            continue
    return found


def _repeat_of(message: Message) -> dict[str, Any]:
    if message.kind != "notice":
        raise ClientIdConflict
    return {"stream": stream_name(message.conversation_id), "duplicate": True}
