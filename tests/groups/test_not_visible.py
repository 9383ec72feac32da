"""What somebody may not see answers as what does not exist, to the byte, and leaves as little behind."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import orjson
import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts
from chat.models import Message
from happychat.auth import Caller
from happychat.commands.errors import CommandError
from happychat.commands.execute import reply_frame
from happychat.commands.registry import commands
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from happychat.times import wire
from tests.groups.cast import Cast
from tests.groups.groups import names
from tests.world import Told, carry_out, undone

NOWHERE: dict[str, Any] = {
    "stream": "c999999",
    "source": {"stream": "c999999", "seqs": [1]},
    "to": ["c999999"],
    "seqs": [999],
    "user": "u999999",
    "card": "u999999",
    "attachment": "unknown",
    "sticker": "unknown",
    "users": ["u999999"],
    "members": ["u999999"],
    "mentions": ["u999999"],
    "seq": 999,
    "reply_to": 999,
    "code": "nothing",
    "revoke": "999999",
    "avatar": "nothing",
    "attachments": ["nothing"],
    "have": {"c999999": 1},
}
SOON = wire(timezone.now() + timedelta(days=7))
# Whatever else a command needs, so that it comes to asking for what is named.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "sync": {"have": {"me": 1}},
    "typing": {},
    "message.send": {"client_id": "a", "body": "hi"},
    "message.pin": {"seq": 1, "on": True},
    "message.edit": {"seq": 1, "revision": 0, "body": "new"},
    "message.react": {"seq": 1, "emoji": "👍", "on": True},
    "message.favourite": {"seq": 1, "on": True},
    "message.remind": {"seq": 1, "at": SOON},
    "message.schedule": {"client_id": "a", "at": SOON, "body": "hi"},
    "message.recall": {"seq": 1},
    "message.answer": {"seq": 1},
    "message.close": {"seq": 1},
    "sticker.keep": {"on": True},
    "message.forward": {"client_id": "a"},
    "match.start": {},
    "match.next": {},
    "match.stop": {},
    "match.keep": {},
    "report": {"reason": "spam"},
    "lobby.enter": {},
    "lobby.leave": {},
    "conversation.open": {},
    "conversation.read": {"seq": 1},
    "conversation.settings": {"pinned": True},
    "contact.request": {},
    "contact.accept": {},
    "contact.decline": {},
    "contact.note": {"star": True},
    "contact.block": {},
    "contact.unblock": {},
    "contact.remove": {},
    "profile.update": {},
    "group.create": {"client_id": "a", "name": "Lake"},
    "group.update": {"introduction": "We walk."},
    "group.invite": {},
    "group.join": {},
    "group.approve": {"on": True},
    "group.leave": {},
    "group.remove": {},
    "group.role": {"role": "admin"},
    "group.mute": {"until": "2030-01-01T00:00:00.000Z"},
    "group.transfer": {},
    "group.dissolve": {},
    "group.notice_read": {"revision": 1},
    "group.nickname": {"nickname": "Al"},
}
ALONE = {("report", "user"), ("group.join", "code")}  # without a stream
# Who may see nothing of the group, or not all of it. Of what is inside, only those are asked who do not know it.
ASKERS = ("outsider", "left", "removed", "banned", "ended", "late", "blocker", "blocked")
LATER = ("message.schedule", "mentions")  # one's own words, looked at when they are sent
KNOWN = {("blocked", "seq"), ("blocked", "reply_to"), ("blocked", "seqs")}  # it is their own


def naming(name: str) -> list[str]:
    """Return the arguments of a command by which something is named."""
    inside = ["seqs"] if name == "message.forward" else []
    return [field for field in [*commands[name].arguments.model_fields, *inside] if field in NOWHERE]


def test_every_command_and_every_argument_that_names_something_is_tried() -> None:
    assert set(ARGUMENTS) == set(commands)
    for name, command in commands.items():
        for field, about in command.arguments.model_json_schema()["properties"].items():
            is_id = "A-Za-z0-9_-" in str(about) or "9007199254740991" in str(about)
            assert not is_id or field in {*NOWHERE, "client_id"}, f"{name}: {field}"


@pytest.mark.django_db
def test_what_is_not_visible_is_not_there(cast: Cast, told: Told) -> None:
    different = {}
    for name in ARGUMENTS:
        for field in naming(name):
            for who in ASKERS:
                if (who, field) in KNOWN or (name, field) == LATER:
                    continue
                nowhere = done(cast, told, who, name, field, NOWHERE[field])
                for secret in cast.secrets(who, name, field):
                    found = done(cast, told, who, name, field, secret)
                    if found != nowhere:
                        different[name, field, who, str(secret)] = found[0], nowhere[0]

    assert different == {}


def done(cast: Cast, told: Told, who: str, name: str, field: str, value: Any) -> tuple[Any, ...]:
    """Try a command; return its answer, what it told, and what is stored then, with what was named left out."""
    arguments = dict(ARGUMENTS[name])
    if "stream" in commands[name].arguments.model_fields and (name, field) not in ALONE:
        arguments["stream"] = cast.at_home(who)
    needed = commands[name].arguments.model_fields
    missing = {"user": user_name(cast.by["owner"].pk), "users": names(cast.by["owner"])}
    arguments |= {one: named for one, named in missing.items() if one in needed and needed[one].is_required()}
    arguments |= {"link": {}} if (name, field) == ("group.invite", "stream") else {}
    arguments |= {"kind": "album"} if field == "attachments" else {}
    if field in {"card", "sticker"}:
        arguments = {"stream": arguments["stream"], "client_id": "a", "kind": field, field: value}
    elif field == "attachment":  # among one's own
        arguments = {"attachment": value, "on": True}
    elif name == "sticker.keep":
        arguments |= {"attachment": cast.sticker[who], field: value}
    elif name == "message.forward":
        arguments |= forwarding(cast, who, field, value)
    else:
        arguments[field] = value
    with undone(), time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        answer, news = tried(cast.by[who], name, arguments, told)
        made = orjson.loads(answer).get("ok", {}).get("stream") if name == "group.create" else None
        heard = [nameless(one, value).decode() for one in (answer, *news)]
        if made:  # PostgreSQL gives no number twice, also where all is taken back
            return [re.sub(rf"\bc{made[1:]}\b", "new", one) for one in heard], len(stored())
        return heard, stored()


def forwarding(cast: Cast, who: str, field: str, value: Any) -> dict[str, Any]:
    """Return the arguments of a forward from home to home, but for what is named."""
    home = cast.at_home(who)
    said = Message.objects.filter(conversation=int(home[1:]), kind="text").exclude(hidden_from=cast.by[who].pk)
    newest = said.order_by("seq").values_list("seq", flat=True).last() or 1
    inside = {"stream": home, "seqs": value if field == "seqs" else [newest]}
    return {"from": value if field == "source" else inside, "to": value if field == "to" else [home]}


def tried(user: User, name: str, arguments: dict[str, Any], told: Told) -> tuple[bytes, list[bytes]]:
    command = commands[name]
    replies: list[Any] = []
    news: list[bytes] = []

    def attempt() -> None:
        try:
            if command.read is None:
                replies.append(carry_out(user, name, arguments))
            else:
                replies.append(command.read(Caller(user.pk, "d1", ""), command.arguments.model_validate(arguments)))
        except CommandError as refusal:
            replies.append(refusal)

    for item in told(attempt):
        news.append(item.frame if isinstance(item, Signal) else item.frame().data)
        assert isinstance(item, Signal | Step)
    return orjson.dumps(reply_frame(1, replies[0])), news


def nameless(answer: bytes, value: Any) -> bytes:
    """Return an answer without the name it was asked for."""
    named = value.get("stream", value) if isinstance(value, dict) else value
    for name in named if isinstance(named, list | dict) else [named]:
        answer = answer.replace(f'"{name}"'.encode(), b'"it"')
    return answer


def stored() -> list[str]:
    """Return all that is in the database, but the keys that count up."""
    found = []
    for model in (model for app in ("accounts", "chat", "groups") for model in apps.get_app_config(app).get_models()):
        columns = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
        rows = model._default_manager.values_list(*columns)
        found += sorted(f"{model._meta.label} {row}" for row in rows)
    return found


@pytest.mark.django_db
def test_who_is_blocked_is_answered_as_anybody(cast: Cast, told: Told) -> None:
    different = {}
    for name in ARGUMENTS:
        for field in {"stream", "user", "users", "members", "mentions"} & set(naming(name)):
            who = cast.name("blocker")
            named = cast.between if field == "stream" else who if field == "user" else [who]
            blocked = done(cast, told, "blocked", name, field, named)[0][0]
            with undone():
                contacts.unblock(cast.by["blocker"].pk, cast.name("blocked"))
                anybody = done(cast, told, "blocked", name, field, named)[0][0]
            if blocked != anybody:
                different[name, field] = blocked, anybody

    # Who is skipped may have many reasons.
    skipped = {("group.create", "members"), ("group.invite", "users")}
    assert {case: both for case, both in different.items() if case not in skipped} == {}
