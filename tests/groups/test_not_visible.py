"""What somebody may not see answers as what does not exist, to the byte, and leaves as little behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts
from chat.api import api
from chat.models import Membership
from groups.actions import coming, going, invitations
from groups.models import Invitation
from happychat.auth import Caller
from happychat.commands.errors import CommandError
from happychat.commands.execute import reply_frame
from happychat.commands.registry import commands
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from happychat.times import wire
from tests.conftest import signed_in
from tests.deeds import picture_of
from tests.groups.groups import befriend, hills, names
from tests.talking import say
from tests.world import Told, carry_out, undone

Make = Callable[..., User]
NAMES = (
    "owner",
    "member",
    "late",
    "left",
    "removed",
    "banned",
    "ended",
    "outsider",
    "stranger",
    "shy",
    "gone",
    "blocker",
    "blocked",
)
NOWHERE: dict[str, Any] = {
    "stream": "c999999",
    "user": "u999999",
    "users": ["u999999"],
    "members": ["u999999"],
    "mentions": ["u999999"],
    "seq": 999,
    "reply_to": 999,
    "code": "nothing",
    "revoke": "999999",
    "avatar": "nothing",
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
    "report": {"reason": "spam"},
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
ASKING = {"contact.request", "conversation.open"}  # for these who does not want to be found is nobody


class Cast:
    """Two groups nobody may see from outside, one of them over, and people who were in them, or never."""

    def __init__(self, make_person: Make) -> None:
        self.by = by = {name: make_person(name) for name in NAMES}
        User.objects.filter(pk=by["shy"].pk).update(preferences={"find": "nobody"})
        self.hills = hills(by["owner"], *(by[name] for name in ("member", "left", "removed", "banned", "blocker")))
        self.link = invitations.make_link(by["member"].pk, self.hills, 0, 0)
        say(by["owner"], self.hills, "hello", "there")
        going.leave(by["left"].pk, self.hills)
        going.remove(by["owner"].pk, self.hills, names(by["removed"]), ban=False)
        going.remove(by["owner"].pk, self.hills, names(by["banned"]), ban=True)
        coming.join_by_code(by["late"].pk, self.link["code"])
        self.over = hills(by["member"], by["ended"], public=True, avatar=picture_of(by["member"]))
        say(by["member"], self.over, "hello")
        self.codes: list[str] = [self._dead_code(**why) for why in ({"used": 5, "uses": 5}, {"expires_at": PAST})]
        self.codes += [invitations.make_link(by["member"].pk, self.over, 0, 0)["code"]]
        going.dissolve(by["member"].pk, self.over)
        self.lake = {name: hills(by[name], avatar=picture_of(by[name])) for name in ("outsider", "owner")}
        befriend(by["blocker"], by["blocked"])
        pair = Membership.objects.get(user=by["blocked"], conversation__kind="direct")
        self.between: str = f"c{pair.conversation_id}"
        contacts.block(by["blocker"].pk, user_name(by["blocked"].pk))
        say(by["blocked"], self.between, "hey")  # 2, which the blocker never sees
        self.direct = f"c{Membership.objects.filter(user=by['owner'], conversation__kind='direct')[0].conversation_id}"
        User.objects.filter(pk=by["gone"].pk).update(is_active=False)

    def _dead_code(self, **why: Any) -> str:
        link = invitations.make_link(self.by["owner"].pk, self.hills, 0, 0)
        Invitation.objects.filter(pk=link["id"]).update(**why)
        return str(link["code"])

    @property
    def unseen(self) -> list[str]:
        """Return conversations outsiders know nothing of."""
        return [self.hills, self.over, self.direct]

    @property
    def picture(self) -> str:
        """Return a picture only those of a group see."""
        return picture_of(self.by["owner"])

    def name(self, who: str) -> str:
        """Return somebody's id."""
        return user_name(self.by[who].pk)

    def at_home(self, who: str) -> str:
        """Return the conversation in which somebody tries what is inside one."""
        homes = {"outsider": self.lake["outsider"], "blocker": self.between, "blocked": self.between}
        return homes.get(who, self.over if who == "ended" else self.hills)

    def secrets(self, who: str, name: str, field: str) -> list[Any]:
        """Return what somebody may not see of what an argument names."""
        people = [user_name(self.by[one].pk) for one in ("gone", *(["shy"] if name in ASKING else []))]
        strangers = [user_name(self.by[one].pk) for one in ("gone", "shy", "stranger")]
        unseen = {"outsider": self.unseen, "blocked": [self.hills, self.direct]}
        found: dict[str, list[Any]] = {
            "stream": unseen.get(who, [self.lake["owner"]]),
            "user": strangers if name.startswith("group.") else people,
            "seq": {"late": [1, 2, 3], "blocker": [2], "outsider": []}.get(who, [1, 2, 3]),
            "code": self.codes,
            "revoke": [self.link["id"]],
            "avatar": [picture_of(self.by["owner"]), picture_of(self.by["member"])],
        }
        found["reply_to"] = found["seq"]
        found["users"] = found["members"] = found["mentions"] = [[one] for one in strangers]
        found["have"] = [{stream: version} for stream in found["stream"] for version in (0, 1)]
        return found[field]


PAST = timezone.now() - timedelta(days=1)
# Who may see nothing of the group, or not all of it. Of what is inside, only those are asked who do not know it.
ASKERS = ("outsider", "left", "removed", "banned", "ended", "late", "blocker", "blocked")
LATER = ("message.schedule", "mentions")  # one's own words, looked at when they are sent
KNOWN = {("blocked", "seq"), ("blocked", "reply_to")}  # it is their own


@pytest.fixture
def cast(make_person: Make) -> Cast:
    return Cast(make_person)


def naming(name: str) -> list[str]:
    """Return the arguments of a command by which something is named."""
    return [field for field in commands[name].arguments.model_fields if field in NOWHERE]


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
    arguments[field] = value
    with undone(), time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        answer, news = tried(cast.by[who], name, arguments, told)
        made = orjson.loads(answer).get("ok", {}).get("stream") if name == "group.create" else None
        heard = [nameless(one, value).decode() for one in (answer, *news)]
        if made:  # PostgreSQL gives no number twice, also where all is taken back
            return [re.sub(rf"\bc{made[1:]}\b", "new", one) for one in heard], len(stored())
        return heard, stored()


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
    for name in value if isinstance(value, list | dict) else [value]:
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


# The same for what is fetched: what is asked for by whom, and what does not exist.
FETCHED: dict[str, Callable[[Cast], list[tuple[str, str, str]]]] = {
    "bootstrap": lambda cast: [],
    "events": lambda cast: [],
    "conversations/{stream}/messages": lambda cast: [
        *(("outsider", f"conversations/{stream}/messages", "conversations/c999999/messages") for stream in cast.unseen),
        *(in_pages(cast.hills, "late", "seqs=1,2", "seqs=998,999")),
        *(in_pages(cast.hills, "removed", "seqs=1", "seqs=999")),
        *(in_pages(cast.hills, "banned", "around=1", "around=999")),
        *(in_pages(cast.over, "ended", "seqs=1", "seqs=999")),
        *(in_pages(cast.between, "blocker", "seqs=2", "seqs=999")),
        *(in_pages(cast.between, "blocker", "around=2", "around=999")),
    ],
    "conversations/{stream}/messages/{seq}/versions": lambda cast: [
        *(("outsider", wordings(stream, 2), wordings("c999999", 2)) for stream in cast.unseen),
        *((who, wordings(cast.hills, 2), wordings(cast.hills, 999)) for who in ("late", "removed", "banned")),
        ("blocker", wordings(cast.between, 2), wordings(cast.between, 999)),
    ],
    "conversations/{stream}/members": lambda cast: [
        *(("outsider", f"conversations/{stream}/members", "conversations/c999999/members") for stream in cast.unseen),
        *(among_members(cast, f"after={cast.name('stranger')}", "after=u999999")),
        *(among_members(cast, "query=stranger", "query=nothing")),
    ],
    "conversations/{stream}/receipts": lambda cast: [
        ("outsider", f"conversations/{stream}/receipts", "conversations/c999999/receipts") for stream in cast.unseen
    ],
    "users": lambda cast: [
        ("outsider", "users?query=shy", "users?query=nothing"),
        ("outsider", "users?username=gone", "users?username=nothing"),
    ],
    "groups": lambda cast: [
        *(("outsider", f"groups?code={code}", "groups?code=nothing") for code in cast.codes),
        *(("outsider", f"groups?id={stream}", "groups?id=c999999") for stream in cast.unseen),
        *((who, f"groups?id={cast.hills}", "groups?id=c999999") for who in ("left", "removed", "banned")),
        *(("outsider", f"groups?after={stream}", "groups?after=c999999") for stream in cast.unseen),
        ("outsider", "groups?query=Hills", "groups?query=nothing"),
    ],
    "groups/{stream}/{list}": lambda cast: [
        ("outsider", f"groups/{stream}/{what}", f"groups/c999999/{what}")
        for stream in cast.unseen
        for what in ("requests", "invitations", "log", "notice")
    ],
    "search": lambda cast: [
        *(("outsider", f"search?q=hello&stream={stream}", "search?q=hello&stream=c999999") for stream in cast.unseen),
        ("outsider", f"search?q=hello&author={cast.name('owner')}", "search?q=hello&author=u999999"),
        *((who, "search?q=hello", "search?q=nothing") for who in ("outsider", "left", "removed", "banned", "late")),
        ("blocker", "search?q=hey", "search?q=nothing"),
    ],
    "attachments/{name}": lambda cast: [
        ("outsider", f"attachments/{cast.picture}{code}", f"attachments/nothing{code}")
        for code in ("", "?code=nothing", f"?code={cast.codes[0]}")
    ],
}


def wordings(stream: str, seq: int) -> str:
    return f"conversations/{stream}/messages/{seq}/versions"


def in_pages(stream: str, who: str, *asked: str) -> list[tuple[str, str, str]]:
    secret, nowhere = (f"conversations/{stream}/messages?{what}" for what in asked)
    return [(who, secret, nowhere)]


def among_members(cast: Cast, *asked: str) -> list[tuple[str, str, str]]:
    secret, nowhere = (f"conversations/{cast.hills}/members?{what}" for what in asked)
    return [("late", secret, nowhere)]


def test_every_address_that_is_fetched_is_tried() -> None:
    paths = api.get_openapi_schema()["paths"]
    fetched = {path.removeprefix("/api/v1/") for path, methods in paths.items() if "get" in methods}
    assert set(FETCHED) == fetched | {"events"}


@pytest.mark.django_db(transaction=True)
def test_what_is_not_visible_is_not_fetched(cast: Cast) -> None:
    for pairs in FETCHED.values():
        for who, secret, nowhere in pairs(cast):
            client = signed_in(cast.by[who])

            answers = [client.get(f"/api/v1/{path}") for path in (secret, nowhere)]

            found, missing = ((answer.status_code, answer.content, dict(answer.headers)) for answer in answers)
            assert found == missing, f"{who}: {secret}"
