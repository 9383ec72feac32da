"""Section 7 of docs/protocol.md, executed cell by cell: each on people and a conversation of its own."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chat.models import Message
from happychat.ids import stream_pk, user_name
from happychat.models import Epoch
from happychat.streams.steps import Signal, Step
from happychat.times import wire
from tests.conftest import run, signed_in
from tests.deeds import sticker_of
from tests.docs.pages import page, plain
from tests.docs.relations import Make, group_around, match, place, two

PAGE = page("docs/protocol.md")
pytestmark = pytest.mark.django_db(transaction=True)


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
    "sticker.keep": {"on": True},
    "message.forward": {"client_id": "a"},
    "conversation.read": {"seq": 1},
    "conversation.settings": {"pinned": True},
    "typing": {},
}


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
    if name == "sticker.keep":
        there["attachment"] = sticker_of(me)
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


@pytest.mark.parametrize("name", IN_MATCH)
def test_in_a_match(name: str, somebody: Make) -> None:
    arguments = {**ARGUMENTS, "report": {"reason": "spam"}, "message.recall": {"seq": 2}}
    found = {}
    for relation in IN_MATCHES:
        me, stream = match(relation, somebody)
        found[relation] = outcome(run(me, name, stream=stream, **arguments.get(name, {})))

    assert found == dict(zip(IN_MATCHES, IN_MATCH[name], strict=True))


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


@pytest.mark.parametrize("name", TOWARDS_PERSON)
def test_towards_a_person(name: str, somebody: Make) -> None:
    found = {}
    for relation in TOWARDS:
        me, user = two(relation, somebody)
        found[relation] = outcome(run(me, name, user=user, **({"star": True} if name == "contact.note" else {})))

    assert found == dict(zip(TOWARDS, TOWARDS_PERSON[name], strict=True))


@pytest.mark.parametrize("name", FOR_ONESELF)
def test_for_oneself(name: str, somebody: Make) -> None:
    other = user_name(somebody().pk)
    arguments: dict[str, Any] = {
        "group.create": {"client_id": "a", "name": "Hills"},
        "profile.update": {"bio": "Hills."},
        "match.start": {},
        "report": {"reason": "spam", "user": other},
        "lobby.enter": {},
        "lobby.leave": {},
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
