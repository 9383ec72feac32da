"""The rows and signals of docs/protocol.md are those the code makes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.utils import timezone

from accounts.models import Contact, User
from accounts.rows import card, cards, contact_row, full_card, profile_row
from chat.lobby.people import People
from chat.match.crowd import crowd_frame
from chat.match.models import Seeker
from chat.match.rows import match_row
from chat.models import Conversation, Kind, Membership, Message
from chat.presence.cards import presence_on
from chat.presence.sight import Sight
from chat.rows import conversation_row, info_row, member_row, message_row
from happychat.ids import user_name
from happychat.streams.steps import Row, Signal, Step
from tests.conftest import run
from tests.docs.pages import page, plain

PAGE = page("docs/protocol.md")
MOMENT = datetime(2026, 11, 20, tzinfo=UTC)


def fields(title: str, row: str) -> dict[str, bool]:
    """Return the fields the page gives a row, and whether they may be left out."""
    (cells,) = [cells for cells in PAGE.section(title).table if plain(cells[0]) == row]
    return {name: optional == "?" for name, optional in re.findall(r"`(\w+)`(\??)", cells[1])}


def check(said: dict[str, bool], full: dict[str, Any], bare: dict[str, Any]) -> None:
    """Compare the fields said with a row that has everything and one that has as little as there can be."""
    assert set(said) == set(full) - {"key", "version"}
    assert {name for name, optional in said.items() if not optional} == set(bare) - {"key", "version"}


def everything_mine() -> dict[str, Any]:
    return {
        "quiet_until": MOMENT,
        "pinned": True,
        "folder": "work",
        "draft": "so",
        "unread": True,
        "archived": 1,
        "hidden": 1,
        "cleared": 1,
        "mentions": "5",
        "notice_read": 1,
        "left": "left",
    }


def everything_of_a_group() -> dict[str, Any]:
    return {
        "avatar": "a",
        "introduction": "i",
        "tags": ["t"],
        "notice": {"text": "n"},
        "pinned": [1],
        "all_seq": 1,
        "stickers": [{"id": "a"}],
        "waiting": 1,
    }


def test_info() -> None:
    direct = Conversation(pk=1, kind=Kind.DIRECT)
    group = Conversation(pk=1, kind=Kind.GROUP)

    check(
        fields("Rows of a conversation", "info of a direct conversation"),
        info_row(Conversation(pk=1, kind=Kind.DIRECT, asking_id=1, closed=True, pinned=[1], all_seq=1)),
        info_row(direct),
    )
    about = {"tags": ["t"], "keep": ["u1"], "ended": "left", "closed": True, "pinned": [1], "all_seq": 1}
    check(
        fields("Rows of a conversation", "info of a match"),
        info_row(Conversation(pk=1, kind=Kind.MATCH, **about)),
        info_row(Conversation(pk=1, kind=Kind.MATCH)),
    )
    check(
        fields("Rows of a conversation", "info of a group"),
        info_row(Conversation(pk=1, kind=Kind.GROUP, **everything_of_a_group())),
        info_row(group),
    )


def test_member() -> None:
    full = Membership(conversation_id=1, user_id=1, nickname="A", muted_until=MOMENT, left_at=MOMENT)

    check(fields("Rows of a conversation", "member:<user>"), member_row(full), member_row(Membership(user_id=1)))


def everything_said() -> dict[str, Any]:
    """Return what the data of a text can be, beside what a robot's has."""
    return {"mentions": ["u1"], "link": {"url": "https://example.org"}}


def test_message() -> None:
    about = {"seq": 1, "version": 1, "author_id": 1, "sent_at": MOMENT}
    text = {**about, "client_id": "a", "kind": "text", "body": "hi"}
    everything = {"notice": "muted", "users": ["u1"], "text": "t", "until": "u", "seq": 1}

    check(
        fields("Rows of a conversation", "message:<seq> of kind text"),
        message_row(Message(**text, data={**everything_said(), "open": True, "stopped": True})),
        message_row(Message(**text)),
    )
    rolled = Message(**about, client_id="a", kind="dice", data={"dice": {"sides": 6, "value": 1}})
    check(fields("Rows of a conversation", "message:<seq> of kind dice"), message_row(rolled), message_row(rolled))
    record = Message(**about, client_id="a", kind="forward", data={"forward": {"items": []}})
    check(fields("Rows of a conversation", "message:<seq> of kind forward"), message_row(record), message_row(record))
    push: dict[str, Any] = {**about, "client_id": "a", "kind": "push", "body": "b"}
    check(
        fields("Rows of a conversation", "message:<seq> of kind push"),
        message_row(Message(**push, data={"title": "t", "url": "u"})),
        message_row(Message(**push)),
    )
    card = Message(**about, client_id="a", kind="card", data={"card": "u1"})
    check(fields("Rows of a conversation", "message:<seq> of kind card"), message_row(card), message_row(card))
    for kind in ("poll", "chain"):
        asked: dict[str, Any] = {**about, "client_id": "a", "kind": kind, "body": "Who?"}
        check(
            fields("Rows of a conversation", f"message:<seq> of kind {kind}"),
            message_row(Message(**asked, data={kind: {}, "open": True})),
            message_row(Message(**asked, data={kind: {}})),
        )
    stuck = Message(**about, client_id="a", kind="sticker", data={"attachments": [{}]})
    check(fields("Rows of a conversation", "message:<seq> of kind sticker"), message_row(stuck), message_row(stuck))
    recalled = Message(**about, client_id="a", kind="text", data={"recalled": {"at": "2026"}})
    check(
        fields("Rows of a conversation", "message:<seq> recalled"),
        message_row(recalled),
        message_row(recalled),
    )
    check(
        fields("Rows of a conversation", "message:<seq> of kind notice"),
        message_row(Message(**about, kind="notice", client_id="kept", data=everything)),
        message_row(Message(**about, kind="notice", data={"notice": "left"})),
    )


def test_conversation() -> None:
    conversation = Conversation(pk=1, kind=Kind.DIRECT)
    full = Membership(conversation=conversation, user_id=1, **everything_mine())
    asked = Membership(conversation=conversation, user_id=1, left_at=MOMENT, waiting=True)
    bare = Membership(conversation=conversation, user_id=1)
    everything = conversation_row(full) | conversation_row(asked)

    check(fields("Rows of `me`", "conversation:<id>"), everything, conversation_row(bare))


def test_contact() -> None:
    full = Contact(
        owner_id=1,
        person_id=2,
        state="incoming",
        at=MOMENT,
        greeting="g",
        note="n",
        pinyin="p",
        star=True,
        tags=["t"],
        blocked=True,
    )
    bare = Contact(owner_id=1, person_id=2, state="friend", at=MOMENT)

    check(fields("Rows of `me`", "contact:<user>"), contact_row(full), contact_row(bare))
    assert contact_row(Contact(owner_id=1, person_id=2, state="none", at=MOMENT))["gone"] is True


def test_match() -> None:
    full = Seeker(
        person_id=1,
        state="ended",
        tags=["t"],
        languages=["en"],
        conversation_id=1,
        ended="left",
        paused_until=timezone.now() + timedelta(days=1),
    )

    check(fields("Rows of `me`", "match"), match_row(full), match_row(Seeker(person_id=1, state="waiting")))
    assert match_row(Seeker(person_id=1))["gone"] is True


@pytest.fixture
def known(ann: User) -> User:
    """Ann with everything a profile can say."""
    said = {"bio": "b", "gender": "g", "place": "p", "website": "w", "github": "h"}
    for name, value in {**said, "is_guest": True, "is_staff": True, "is_bot": True}.items():
        setattr(ann, name, value)
    return ann


def test_profile_and_cards(known: User) -> None:
    bare = User(pk=2, username="x", nickname="X")

    check(fields("Rows of `me`", "profile"), profile_row(known, 1), profile_row(bare, 1))
    check(fields("Cards", "of anyone"), card(known) | presence(known, online=True) | presence(known), card(bare))
    assert set(full_card(known)) - set(card(known)) == set(fields("Cards", "asked for by username"))


def presence(user: User, *, online: bool = False) -> dict[str, Any]:
    """Return what a friend's card says of somebody who is here, or was."""
    about = {"online": online, "gone_at": MOMENT, "is_near": True, "is_blocked": False, "viewer_shows": None}
    for name, value in about.items():
        setattr(user, name, value)
    return presence_on(user, viewer=-1)


def test_the_card_of_a_person_who_is_gone(ann: User) -> None:
    ann.is_active = False
    ann.save(update_fields=["is_active"])

    assert set(cards([ann])[0]) == set(fields("Cards", "of a person who is gone"))


@pytest.mark.django_db(transaction=True)
def test_signals(ann: User, bob: User, talk: str, announced: list[Step | Signal]) -> None:
    run(ann, "typing", stream=talk)
    run(ann, "message.send", stream=talk, client_id="a", body="hi")
    run(bob, "conversation.read", stream=talk, seq=2, delivered=True)
    run(bob, "conversation.read", stream=talk, seq=2)
    run(ann, "profile.update", nickname="Anna")
    sights = [Sight(ann.pk, bob.pk, online, MOMENT).frame() for online in (True, False)]

    heard: dict[str, list[Row]] = {}
    for signal in map(orjson.loads, [*(item.frame for item in announced if isinstance(item, Signal)), *sights]):
        heard.setdefault(signal["event"], []).append(signal)
    told = {plain(row[0]): row for row in PAGE.section("Signals").table}
    heard["people"] = [orjson.loads(People(lobby=1, count=2, faces=(ann.pk,)).frame())]
    heard["waiting"] = [orjson.loads(crowd_frame(2))]
    assert set(heard) == set(told)
    for event, signals in heard.items():
        names = set(re.findall(r"`(\w+)`", told[event][2]))
        assert set().union(*signals) - {"type", "stream", "event", "ttl"} == names
        assert {str(signal["ttl"]) for signal in signals} == {told[event][4]}
        assert {signal["user"] for signal in signals if "user" in signal} <= {user_name(ann.pk), user_name(bob.pk)}
