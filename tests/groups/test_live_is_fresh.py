"""Each command once, among people of every standing: what came live is what a fresh fetch gives, and no more came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.robot import robot
from chat.actions import contacts, direct, matching
from chat.api.conversations import MemberPage, Page, _members, _messages
from chat.api.start import start
from chat.models import Conversation, Message
from chat.presence.cards import cards_for
from groups.actions import coming, going, invitations, roles
from happychat.auth import Caller
from happychat.commands.registry import commands
from happychat.ids import user_name
from happychat.streams.registry import ME
from happychat.times import wire
from tests.chat.replica import Replica
from tests.deeds import picture_of, sticker_of
from tests.groups.groups import befriend, hills, names
from tests.talking import put, say
from tests.world import Told, World, undone

pytestmark = pytest.mark.django_db
Make = Callable[..., User]
MEMBERS = ("owner", "admin", "member", "called")
STANDINGS = (*MEMBERS, "left", "removed", "banned", "waiting", "outsider")
OTHERS = ("friend", "stranger", "open", "asks", "shut")  # to the owner: `open` lets all write, `shut` is blocked


class Hills:
    """A public group with people of every standing, and people its owner has to do with."""

    def __init__(self, make_person: Make) -> None:
        self.by = {name: make_person(name) for name in (*STANDINGS, *OTHERS)}
        by = self.by
        User.objects.filter(pk=by["open"].pk).update(preferences={"message": "everyone"})
        members = [by[name] for name in ("admin", "member", "called", "left", "removed", "banned")]
        about = {"public": True, "join": "approval", "notice": "Bring water", "avatar": picture_of(by["owner"])}
        self.group = hills(by["owner"], *members, **about)
        roles.give_role(by["owner"].pk, self.group, user_name(by["admin"].pk), "admin")
        say(by["member"], self.group, "hello", "there")
        self.poll, self.chain = (put(by["member"], self.group, **asked) for asked in (POLL, CHAIN))
        going.leave(by["left"].pk, self.group)
        going.remove(by["owner"].pk, self.group, names(by["removed"]), ban=False)
        going.remove(by["owner"].pk, self.group, names(by["banned"]), ban=True)
        coming.join(by["waiting"].pk, self.group, "")
        befriend(by["owner"], by["friend"], by["shut"])
        direct.request_contact(by["asks"].pk, user_name(by["owner"].pk))
        contacts.block(by["owner"].pk, user_name(by["shut"].pk))
        say(by["shut"], self.between("owner", "shut"), "hey")
        self.match, self.half_kept = self.meet("outsider", "stranger"), self.meet("removed", "left")
        matching.keep(by["removed"].pk, self.half_kept)
        matching.start(by["asks"].pk, [], [])  # and waits
        self.link = invitations.make_link(by["owner"].pk, self.group, 60, 0)

    def meet(self, one: str, other: str) -> str:
        """Let two meet by chance and return their match."""
        for who in (one, other):
            matching.start(self.by[who].pk, [], [])
        return f"c{Conversation.objects.filter(kind='match').latest('pk').pk}"

    def between(self, one: str, other: str) -> str:
        """Return the conversation two have."""
        return str(direct.open_direct(self.by[one].pk, self.name(other))["stream"])

    def name(self, who: str) -> str:
        return user_name(self.by[who].pk)


class Case:
    """Who does it, with which arguments, and who beside the members hears of it."""

    def __init__(self, who: str, arguments: Callable[[Hills], dict[str, Any]], *others: str) -> None:
        self.who, self.arguments, self.others = who, arguments, others


def in_group(who: str, *others: str, **more: Any) -> Case:
    """Return a case in the group."""
    return Case(who, lambda hills: {"stream": hills.group, **more}, *others)


def on(whom: str, who: str = "owner", **more: Any) -> Case:
    """Return a case in the group that is done to somebody, who hears of it."""
    return Case(who, lambda hills: {"stream": hills.group, "user": hills.name(whom), **more}, whom)


def in_match(who: str, *others: str) -> Case:
    """Return a case in the match of two outsiders."""
    return Case(who, lambda hills: {"stream": hills.match}, *others)


def to(whom: str, *others: str, **more: Any) -> Case:
    """Return a case between the owner and somebody."""
    return Case("owner", lambda hills: {"user": hills.name(whom), **more}, *others)


def on_some(who: str, *whom: str, **more: Any) -> Case:
    """Return a case in the group that is done to some, who hear of it."""
    return Case(who, lambda hills: {"stream": hills.group, "users": [hills.name(one) for one in whom], **more}, *whom)


def naming(**more: Any) -> Callable[[Hills], dict[str, Any]]:
    """Return what gives arguments and a client_id."""
    return lambda hills: {"client_id": "a", **more}


def forwarding(here: str, there: str, **more: Any) -> dict[str, Any]:
    """Return what forwards the last message that was said."""
    seq = Message.objects.filter(conversation=int(here[1:]), kind="text").latest("seq").seq
    return {"from": {"stream": here, "seqs": [seq]}, "to": [there], "client_id": "a", **more}


SOON = wire(timezone.now() + timedelta(days=7))
POLL: dict[str, Any] = {"kind": "poll", "body": "Tea?", "poll": {"options": ["yes", "no"]}}
CHAIN: dict[str, Any] = {"kind": "chain", "body": "Who?", "chain": {"text": "me"}}
CASES: dict[str, list[Case]] = {
    "message.send": [
        Case("member", lambda h: {"stream": h.group, "client_id": "a", "body": "hi", "mentions": [h.name("called")]}),
        in_group("owner", client_id="a", body="hi", mentions=["all"]),
        in_group("member", client_id="a", kind="dice", dice={"sides": 6}),
        Case("member", lambda h: {"stream": h.group, "client_id": "a", "kind": "card", "card": h.name("admin")}),
        in_group("member", client_id="a", **CHAIN),
        in_group("member", client_id="a", **POLL),
        Case(
            "member",
            lambda h: {
                "stream": h.group,
                "client_id": "a",
                "kind": "sticker",
                "sticker": sticker_of(h.by["member"]),
            },
        ),
        Case("shut", lambda h: {"stream": h.between("owner", "shut"), "client_id": "a", **POLL}),
        Case("shut", lambda h: {"stream": h.between("owner", "shut"), "client_id": "a", "body": "hi"}),
    ],
    "sticker.keep": [
        Case("member", lambda h: {"attachment": sticker_of(h.by["member"]), "on": True}),
        Case("admin", lambda h: {"stream": h.group, "attachment": sticker_of(h.by["admin"]), "on": True}),
    ],
    "message.answer": [
        Case("called", lambda h: {"stream": h.group, "seq": h.poll, "options": [1]}),
        Case("called", lambda h: {"stream": h.group, "seq": h.poll}),
        Case("owner", lambda h: {"stream": h.group, "seq": h.chain, "text": "me too"}),
    ],
    "message.close": [
        Case("member", lambda h: {"stream": h.group, "seq": h.poll}),
        Case("owner", lambda h: {"stream": h.group, "seq": h.chain}),
    ],
    "message.pin": [in_group("admin", seq=3, on=True)],
    "message.edit": [in_group("member", seq=3, revision=0, body="new")],
    "message.react": [in_group("owner", seq=3, emoji="🎉", on=True)],
    "message.favourite": [in_group("member", seq=3, on=True)],
    "message.remind": [in_group("member", seq=3, at=SOON)],
    "message.schedule": [in_group("member", client_id="a", at=SOON, body="later")],
    "message.recall": [in_group("member", seq=3), in_group("owner", seq=4)],
    "message.forward": [
        Case("member", lambda h: forwarding(h.group, h.group)),
        Case("owner", lambda h: forwarding(h.group, h.between("owner", "friend"), merged=True, body="So"), "friend"),
        Case("shut", lambda h: forwarding(h.between("owner", "shut"), h.between("owner", "shut"))),
    ],
    "match.start": [Case("open", lambda h: {"tags": ["tea"]}), Case("friend", lambda h: {}, "asks")],
    "match.next": [in_match("outsider", "stranger", "asks")],
    "match.stop": [in_match("stranger", "outsider"), Case("asks", lambda h: {})],
    "match.keep": [in_match("outsider", "stranger"), Case("left", lambda h: {"stream": h.half_kept}, "removed")],
    "report": [in_group("admin", seq=3, reason="spam"), to("stranger", reason="spam")],
    "lobby.enter": [Case("owner", lambda hills: {})],
    "conversation.open": [to("friend"), to("open")],
    "conversation.read": [in_group("owner", seq=3), in_group("owner", seq=3, delivered=True)],
    "conversation.settings": [in_group("member", pinned=True, draft="so"), in_group("member", cleared=True)],
    "contact.request": [to("stranger", "stranger", greeting="hi"), to("asks", "asks")],
    "contact.accept": [to("asks", "asks")],
    "contact.decline": [to("asks")],
    "contact.note": [to("stranger", note="S."), to("member", star=True)],
    "contact.block": [to("asks"), to("friend")],
    "contact.unblock": [to("shut")],
    "contact.remove": [to("friend", "friend"), to("asks"), to("admin", "admin")],
    "profile.update": [Case("member", lambda h: {"nickname": "Momo", "avatar": picture_of(h.by["member"])})],
    "group.create": [
        Case("owner", lambda h: {"client_id": "a", "name": "Lake", "members": names(h.by["friend"])}, "friend")
    ],
    "group.update": [
        in_group("admin", name="Higher hills"),
        in_group("owner", notice="Bring tea", avatar="", tags=["walks"], join="open"),
        in_group("owner", public=False),
    ],
    "group.invite": [
        on_some("owner", "friend", "left", "banned", "waiting"),
        in_group("owner", link={}),
        Case("owner", lambda hills: {"stream": hills.group, "revoke": hills.link["id"]}),
    ],
    "group.join": [
        in_group("outsider"),
        in_group("removed"),
        Case("outsider", lambda hills: {"code": hills.link["code"]}),
        Case("waiting", lambda hills: {"code": hills.link["code"]}),
    ],
    "group.approve": [on("waiting", on=True), on("waiting", on=False)],
    "group.leave": [in_group("member"), in_group("admin"), in_group("waiting")],
    "group.remove": [
        on_some("owner", "member", "called"),
        on_some("admin", "member", "left", "waiting", ban=True),
        on_some("owner", "waiting", ban=True),
    ],
    "group.role": [on("member", role="admin"), on("admin", role="member")],
    "group.mute": [on("member", "admin", until="2030-01-01T00:00:00.000Z")],
    "group.transfer": [on("member")],
    "group.dissolve": [in_group("owner", "waiting")],
    "group.notice_read": [in_group("member", revision=1)],
    "group.nickname": [in_group("member", nickname="Momo")],
}


@pytest.fixture
def group(make_person: Make) -> Hills:
    robot()  # whose first words would make it, and everybody's friend
    return Hills(make_person)


def test_every_command_that_changes_something_is_here() -> None:
    changing = {name for name, command in commands.items() if command.together is not None}
    assert set(CASES) == changing - {"lobby.leave"}  # tests/lobby/test_fresh.py


@pytest.mark.parametrize("name", CASES)
def test_what_came_is_what_is_fetched_and_nothing_else_came(group: Hills, told: Told, name: str) -> None:
    for number, case in enumerate(CASES[name]):
        with undone():
            world = World(list(group.by.values()), told)

            reply = world.do(group.by[case.who], name, **case.arguments(group))

            assert isinstance(reply, dict), f"case {number}: {reply}"
            world.catch_up()
            world.compare()
            for user in world.people:
                compare_with_http(world.live[user.pk])
            for who in set(group.by) - {*MEMBERS, case.who, *case.others}:
                assert not world.live[group.by[who].pk].newest, f"case {number}: {who} heard"


def compare_with_http(client: Replica) -> None:
    """Compare what a client holds with `bootstrap`, the newest page of messages, and the page of members."""
    begun = start(Caller(client.user, "d1", ""), 500)
    mine = {row["key"]: row for row in begun["me"]["rows"]}
    assert mine.keys() == client.shown()[ME].keys()
    for preview in begun["conversations"]:
        shown = client.shown()[preview["stream"]]
        assert client.versions[preview["stream"]] == preview["head"][0]
        assert {row["key"]: row for row in preview["rows"]}.items() <= shown.items()
        page = _messages(client.user, preview["stream"], Page(limit=100))["rows"]
        members = _members(client.user, preview["stream"], MemberPage())["rows"]
        assert {row["key"]: row for row in [shown["info"], *page, *members]} == shown


def test_a_new_face_reaches_who_sees_it(group: Hills, told: Told) -> None:
    changed = group.by["owner"]
    world = World(list(group.by.values()), told)

    world.do(changed, "profile.update", nickname="Onni", avatar=picture_of(changed))

    for who, user in group.by.items():
        cards = [signal["card"] for signal in world.live[user.pk].signals if signal["event"] == "profile"]
        (fresh,) = cards_for(user.pk, User.objects.filter(pk=changed.pk))
        friends = {"admin", "member", "called", "left", "removed", "banned", "friend"}
        assert bool(cards) == (who in friends), who
        assert all(card.items() <= fresh.items() for card in cards)
