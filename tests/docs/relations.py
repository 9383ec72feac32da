"""People, conversations and groups in every relation that the tables of docs/protocol.md name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Contact, User
from chat.actions import contacts, direct, matching
from chat.actions.match_rounds import erase_ended
from chat.actions.timeline import add_notice
from chat.match.models import Seeker
from chat.models import Conversation, Kind, Membership, Role
from happychat.ids import stream_name, user_name
from tests.talking import say

Make = Callable[..., User]


def place(relation: str, somebody: Make) -> tuple[User, str]:
    """Return a person and a conversation to which they are so related."""
    me, other = somebody(is_guest=relation == "guest"), somebody()
    if relation in {"parted", "blocker", "blocked"}:
        stream = friends(me, other)
        if relation == "parted":
            direct.remove_contact(other.pk, user_name(me.pk))
        elif relation == "blocker":
            contacts.block(me.pk, user_name(other.pk))
        else:
            contacts.block(other.pk, user_name(me.pk))
        return me, stream
    return me, group_of(relation, me, [other, somebody()])


def group_of(relation: str, me: User, others: list[User]) -> str:
    """Return a group of others, to which one more person is so related."""
    is_public = relation in {"waiting", "passer-by"}
    group = Conversation.objects.create(kind=Kind.GROUP, title="Hills", public=is_public, join="approval")
    roles = {"owner": Role.OWNER, "admin": Role.ADMIN}
    now = timezone.now()
    states: dict[str, dict[str, Any]] = {
        "muted": {"muted_until": now + timedelta(hours=1)},
        "ex-member": {"left_at": now, "left": "left"},
        "ended": {"left_at": now, "left": "dissolved"},
        "banned": {"left_at": now, "left": "banned"},
        "waiting": {"left_at": now, "waiting": True},
    }
    members = [Membership(conversation=group, user=other) for other in others]
    if relation not in {"outsider", "passer-by"}:
        role = roles.get(relation, Role.MEMBER)
        members.append(Membership(conversation=group, user=me, role=role, **states.get(relation, {})))
    with transaction.atomic():
        Membership.objects.bulk_create(members)
        add_notice(group, others[0].pk, "created", users=[], info=True, members=members)
    say(others[0], stream_name(group.pk), "hello")
    return stream_name(group.pk)


def friends(me: User, other: User) -> str:
    """Make two people friends and return their conversation."""
    direct.request_contact(other.pk, user_name(me.pk))
    stream: str = direct.accept_contact(me.pk, user_name(other.pk))["stream"]
    say(other, stream, "hello")
    return stream


def match(relation: str, somebody: Make) -> tuple[User, str]:
    """Return a person and a match to which they are so related; what was said in it is theirs, but of who was left."""
    me, other = somebody(), somebody()
    Seeker.objects.filter(state="waiting").delete()  # the one before
    if relation == "elsewhere":
        friends(me, other)
    for user in (other, me):
        matching.start(user.pk, [], [])
    stream = stream_name(Conversation.objects.get(kind=Kind.MATCH, memberships__user=me).pk)
    say(other if relation == "left" else me, stream, "hello")
    if relation in {"friend", "elsewhere"}:
        for user in (me, other):
            matching.keep(user.pk, stream)
    elif relation in {"leaver", "left", "erased"}:
        matching.stop((other if relation == "left" else me).pk, stream)
    if relation == "erased":
        Conversation.objects.filter(kind=Kind.MATCH).update(ended_at=timezone.now() - timedelta(days=2))
        erase_ended()
    return (somebody() if relation == "outsider" else me), stream


def group_around(relation: str, somebody: Make) -> tuple[User, str, list[str]]:
    """Return a person and a group, a plain member of it, one who asks to join, and a friend who is not in it."""
    me, other, asks, friend = somebody(is_guest=relation == "guest"), somebody(), somebody(), somebody()
    if relation != "guest":
        friends(me, friend)
    if relation == "direct":
        stream = friends(me, other)
    else:
        stream = group_of(relation, me, [other])
        Membership.objects.create(
            conversation_id=int(stream[1:]), user=asks, left_at=timezone.now(), waiting=True, me_version=1
        )
    return me, stream, [user_name(person.pk) for person in (other, asks, friend)]


def two(relation: str, somebody: Make) -> tuple[User, str]:
    """Return a person, and the id of another to whom they are so related."""
    me = somebody(is_guest=relation == "guest")
    unwilling = {"shy": {"add": "nobody"}, "hidden": {"find": "nobody"}}
    other = somebody(preferences=unwilling.get(relation, {}))
    if relation == "asked":
        direct.request_contact(me.pk, user_name(other.pk))
    elif relation == "incoming":
        direct.request_contact(other.pk, user_name(me.pk))
    elif relation in {"friend", "former"}:
        friends(me, other)
    if relation == "former":
        direct.remove_contact(me.pk, user_name(other.pk))
    if relation in {"blocker", "blocked"}:
        owner, person = (me, other) if relation == "blocker" else (other, me)
        Contact.objects.create(owner=owner, person=person, at=timezone.now(), blocked=True)
    return me, {"self": user_name(me.pk), "nobody": "u999999"}.get(relation, user_name(other.pk))
