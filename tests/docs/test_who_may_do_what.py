"""Section 7 of docs/protocol.md, executed cell by cell: each on people and a conversation of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Contact, User
from chat.actions import contacts, direct, matching
from chat.actions.match_rounds import erase_ended
from chat.actions.timeline import add_notice
from chat.match.models import Seeker
from chat.models import Conversation, Kind, Membership, Message, Role
from happychat.ids import stream_name, stream_pk, user_name
from happychat.models import Epoch
from happychat.streams.steps import Signal, Step
from happychat.times import wire
from tests.conftest import run, signed_in
from tests.docs.pages import page, plain
from tests.talking import say

PAGE = page("docs/protocol.md")
pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., User]


def matrix(title: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the relations a table names, and what it expects of each command."""
    (rows,) = PAGE.section(title).tables
    return rows[0][1:], {plain(row[0]): row[1:] for row in rows[1:]}


RELATIONS, IN_CONVERSATION = matrix("In a conversation")
TOWARDS, TOWARDS_PERSON = matrix("Towards a person")
IN_MATCHES, IN_MATCH = matrix("In a match")
IN_GROUPS, IN_GROUP = matrix("In a group")
SELVES, FOR_ONESELF = matrix("For oneself")


@pytest.fixture(autouse=True)
def _world(settings: Any) -> None:
    """Begin with a history, which the test before took along, and ask as fast as tests do."""
    Epoch.objects.get_or_create(pk=1)
    settings.RATE_SCALE = 0


@pytest.fixture
def somebody(make_person: Make) -> Make:
    """Make people nobody has met."""
    numbers = itertools.count(1)
    return lambda **about: make_person(f"person{next(numbers)}", **about)


def outcome(reply: dict[str, Any]) -> str:
    """Return a reply as the table writes it."""
    error = reply.get("error")
    return "ok" if error is None else "/".join([error["code"], *([error["reason"]] if "reason" in error else [])])


# In a conversation

SOON = wire(timezone.now() + timedelta(days=7))
ARGUMENTS: dict[str, dict[str, Any]] = {
    "message.send": {"client_id": "a", "body": "hi"},
    "message.pin": {"seq": 2, "on": True},
    "message.edit": {"seq": 2, "revision": 0, "body": "new"},
    "message.react": {"seq": 2, "emoji": "👍", "on": True},
    "message.favourite": {"seq": 2, "on": True},
    "message.remind": {"seq": 2, "at": SOON},
    "message.schedule": {"client_id": "a", "at": SOON, "body": "later"},
    "message.recall": {"seq": 2},
    "message.answer": {"seq": 2, "options": [1]},
    "message.close": {"seq": 2},
    "message.forward": {"client_id": "a"},
    "conversation.read": {"seq": 1},
    "conversation.settings": {"pinned": True},
    "typing": {},
}


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


@pytest.mark.parametrize("name", IN_CONVERSATION)
def test_in_a_conversation(name: str, somebody: Make, announced: list[Step | Signal]) -> None:
    found = {}
    for relation in RELATIONS:
        me, stream = place(relation, somebody)
        announced.clear()
        found[relation] = in_conversation(name, me, stream, announced)

    assert found == dict(zip(RELATIONS, IN_CONVERSATION[name], strict=True))


def in_conversation(name: str, me: User, stream: str, announced: list[Step | Signal]) -> str:
    method, _, what = name.partition(" ")
    if what:
        path = f"search?q=a&stream={stream}" if what == "search" else f"conversations/{stream}/{what}"
        return outcome(signed_in(me).get(f"/api/v1/{path}").json())
    if name == "sync":
        (answer,) = run(me, "sync", have={stream: 0})["ok"]["streams"]
        return "rows" if answer["type"] == "reset" else str(answer["type"])
    there: dict[str, Any] = {"stream": stream}
    if name in {"message.answer", "message.close"}:
        poll = {"options": [{"text": text, "count": 0} for text in ("tea", "water")], "voters": 0}
        asked = Message.objects.filter(conversation=stream_pk(stream), seq=2)
        asked.update(kind="poll", data={"poll": poll, "open": True})
    if name == "message.forward":  # from here to here
        there = {"from": {"stream": stream, "seqs": [2]}, "to": [stream]}
    reply = outcome(run(me, name, **there, **ARGUMENTS[method]))
    if name != "typing":
        return reply
    assert reply == "ok"  # over HTTP; a socket hears nothing
    return "told" if any(isinstance(item, Signal) for item in announced) else "nothing"


# In a match


@pytest.mark.parametrize("name", IN_MATCH)
def test_in_a_match(name: str, somebody: Make) -> None:
    arguments = {**ARGUMENTS, "report": {"reason": "spam"}, "message.recall": {"seq": 2}}
    found = {}
    for relation in IN_MATCHES:
        me, stream = match(relation, somebody)
        found[relation] = outcome(run(me, name, stream=stream, **arguments.get(name, {})))

    assert found == dict(zip(IN_MATCHES, IN_MATCH[name], strict=True))


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


# In a group


@pytest.mark.parametrize("name", IN_GROUP)
def test_in_a_group(name: str, somebody: Make) -> None:
    found = {}
    for relation in IN_GROUPS:
        me, stream, (other, asks, friend) = group_around(relation, somebody)
        arguments: dict[str, dict[str, Any]] = {
            "group.update": {"name": "Higher hills"},
            "group.invite": {"users": [friend]},
            "group.approve": {"user": asks, "on": True},
            "group.remove": {"users": [other]},
            "group.role": {"user": other, "role": "admin"},
            "group.mute": {"user": other, "until": wire(timezone.now() + timedelta(hours=1))},
            "group.transfer": {"user": other},
            "group.notice_read": {"revision": 1},
            "group.nickname": {"nickname": "Me"},
        }
        method, _, what = name.partition(" ")
        found[relation] = outcome(
            signed_in(me).get(f"/api/v1/groups/{stream}/{what}").json()
            if what
            else run(me, method, stream=stream, **arguments.get(method, {}))
        )

    assert found == dict(zip(IN_GROUPS, IN_GROUP[name], strict=True))


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


# Towards a person


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


@pytest.mark.parametrize("name", TOWARDS_PERSON)
def test_towards_a_person(name: str, somebody: Make) -> None:
    found = {}
    for relation in TOWARDS:
        me, user = two(relation, somebody)
        found[relation] = outcome(run(me, name, user=user, **({"star": True} if name == "contact.note" else {})))

    assert found == dict(zip(TOWARDS, TOWARDS_PERSON[name], strict=True))


# For oneself


@pytest.mark.parametrize("name", FOR_ONESELF)
def test_for_oneself(name: str, somebody: Make) -> None:
    other = user_name(somebody().pk)
    arguments: dict[str, Any] = {
        "group.create": {"client_id": "a", "name": "Hills"},
        "profile.update": {"bio": "Hills."},
        "match.start": {},
        "report": {"reason": "spam", "user": other},
    }[name]
    found = {who: outcome(run(somebody(is_guest=who == "guest"), name, **arguments)) for who in SELVES}

    assert found == dict(zip(SELVES, FOR_ONESELF[name], strict=True))


def test_every_command_is_in_a_table() -> None:
    from happychat.commands.registry import commands

    assert set(commands) == {
        n for n in (*IN_CONVERSATION, *IN_MATCH, *IN_GROUP, *TOWARDS_PERSON, *FOR_ONESELF) if " " not in n
    }


def test_who_is_no_longer_active_is_nobody(somebody: Make) -> None:
    me = somebody()
    client = signed_in(me)
    User.objects.filter(pk=me.pk).update(is_active=False)

    answer = client.post("/api/v1/command", {"command": "sync", "have": {"me": 0}}, content_type="application/json")

    assert answer.status_code == 401
