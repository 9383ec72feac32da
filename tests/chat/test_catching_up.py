"""Catching up: what `sync` answers to a client that was away."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.utils import timezone

from accounts.actions import change, mailbox_version, tell_mailboxes
from accounts.models import Contact, User
from chat.models import Conversation, Membership, Message
from happychat.ids import user_name
from happychat.streams import catching_up
from happychat.streams.catching_up import Room, _cut
from happychat.streams.steps import MAX_FRAME_BYTES
from tests.talking import group_of, join, leave, say

pytestmark = pytest.mark.django_db


def sync(user: User, have: dict[str, int], limit: int = 200) -> dict[str, Any]:
    return catching_up.sync(user.pk, have, limit)


def only(user: User, have: dict[str, int], limit: int = 200) -> dict[str, Any]:
    """Return the one object a sync answers."""
    (found,) = sync(user, have, limit)["streams"]
    return dict(found)


def keys(found: dict[str, Any]) -> list[str]:
    return [row["key"] for row in found["rows"]]


@pytest.fixture
def group(ann: User, bob: User) -> str:
    """A conversation in which people can come and go."""
    return group_of(ann, bob)


def test_there_is_nothing_to_say_to_who_is_up_to_date(ann: User, talk: str) -> None:
    have = {"me": mailbox_version(ann.pk), talk: 1}

    assert sync(ann, have) == {"streams": [], "more": False}


def test_an_update_brings_the_newer_rows_by_version(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one", "two")
    say(bob, talk, "three")

    found = only(ann, {talk: 2})

    assert (found["type"], found["prev"], found["version"], found["last_seq"]) == ("update", 2, 4, 4)
    assert keys(found) == ["message:3", "message:4"]


def test_streams_come_in_the_order_asked(ann: User, talk: str) -> None:
    assert [s["stream"] for s in sync(ann, {talk: 0, "me": 0, "c999": 0})["streams"]] == [talk, "me", "c999"]
    assert [s["stream"] for s in sync(ann, {"c999": 0, "me": 0, talk: 0})["streams"]] == ["c999", "me", talk]


def test_an_update_is_cut_between_two_versions_and_goes_on(ann: User, talk: str) -> None:
    say(ann, talk, *"abcde")

    first, second, third = (sync(ann, {talk: have}, limit=2) for have in (1, 3, 5))

    assert [(s["streams"][0]["version"], s["more"]) for s in (first, second, third)] == [
        (3, True),
        (5, True),
        (6, False),
    ]
    assert keys(first["streams"][0]) == ["message:2", "message:3"]


def test_a_version_with_more_rows_than_asked_for_comes_whole(ann: User, bob: User, talk: str) -> None:
    # Becoming friends changed a contact and a conversation in one version of `me`.
    found = only(ann, {"me": 1}, limit=1)

    assert keys(found) == [f"contact:{user_name(bob.pk)}", f"conversation:{talk}"]
    assert found["version"] == mailbox_version(ann.pk)


def test_one_limit_bounds_the_whole_reply(ann: User, talk: str) -> None:
    say(ann, talk, *"abcde")

    reply = sync(ann, {talk: 3, "me": 1}, limit=4)

    assert [(s["stream"], s["version"]) for s in reply["streams"]] == [(talk, 6)]
    assert reply["more"]


def test_the_first_object_always_comes(ann: User, talk: str) -> None:
    reply = sync(ann, {talk: 0, "me": 0}, limit=1)

    assert [s["stream"] for s in reply["streams"]] == [talk]
    assert len(reply["streams"][0]["rows"]) > 1
    assert reply["more"]


def test_a_reply_stays_within_a_frame(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, *["语" * 8000] * 14)

    reply = sync(bob, {talk: 1, "me": 0}, limit=500)
    rest = sync(bob, {talk: reply["streams"][0]["version"], "me": 0}, limit=500)

    assert len(orjson.dumps(reply)) < MAX_FRAME_BYTES - 512
    assert reply["more"]
    assert [s["stream"] for s in rest["streams"]] == [talk, "me"]
    assert rest["streams"][0]["version"] == 15


def test_a_reset_that_would_not_fit_leaves_out_the_oldest_messages(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, *["语" * 8000] * 14)

    found = only(bob, {talk: 0})

    seqs = [int(key[8:]) for key in keys(found) if key.startswith("message:")]
    assert len(orjson.dumps(found)) < MAX_FRAME_BYTES
    assert seqs == list(range(found["first_seq"], 16))
    assert 1 < found["first_seq"] < 10


@pytest.mark.parametrize("have", [0, 99])
def test_nothing_and_more_than_the_server_has_are_reset(ann: User, bob: User, talk: str, have: int) -> None:
    say(bob, talk, "hi")

    found = only(ann, {talk: have})

    assert (found["type"], found["version"], found["last_seq"], found["read_seq"]) == ("reset", 2, 2, 0)
    members = {f"member:{user_name(user.pk)}" for user in (ann, bob)}
    assert set(keys(found)) == {"info", "message:1", "message:2"} | members
    assert found["first_seq"] == 1


def test_a_reset_shows_the_newest_fifty(ann: User, talk: str) -> None:
    say(ann, talk, *(f"line {n}" for n in range(60)))

    found = only(ann, {talk: 0})

    assert found["first_seq"] == 12
    assert [key for key in keys(found) if key.startswith("message:")] == [f"message:{n}" for n in range(12, 62)]


def test_who_is_a_thousand_rows_behind_is_reset(ann: User, talk: str) -> None:
    say(ann, talk, *(f"line {n}" for n in range(1001)))

    assert only(ann, {talk: 1})["type"] == "reset"
    assert only(ann, {talk: 2})["type"] == "update"


def test_who_slept_through_leaving_and_joining_again_is_reset(group: str, bob: User) -> None:
    membership = Membership.objects.get(user=bob)
    before = membership.joined_version

    Membership.objects.filter(user=bob).update(joined_version=before + 5)
    Conversation.objects.filter(pk=membership.conversation_id).update(version=before + 8)

    assert only(bob, {group: before + 4})["type"] == "reset"
    assert only(bob, {group: before + 5})["type"] == "update"


def test_unknown_forbidden_and_left_are_gone_alike(ann: User, bob: User, eve: User, talk: str, group: str) -> None:
    leave(group, bob)

    for user, stream in ((eve, talk), (bob, group), (ann, "c999999"), (ann, "u1"), (ann, "nonsense")):
        for have in (0, 1, 99):
            assert sync(user, {stream: have})["streams"] == [{"type": "gone", "stream": stream}]


def test_who_joined_later_sees_no_earlier_message_on_any_way(group: str, ann: User, eve: User) -> None:
    say(ann, group, "before")
    join(group, eve, joined_seq=2)
    began = Conversation.objects.get(pk=group[1:]).version
    Message.objects.filter(seq=1).update(version=began + 1, body="edited")
    Conversation.objects.filter(pk=group[1:]).update(version=began + 1)
    say(ann, group, "after")

    whole, newer = only(eve, {group: 0}), only(eve, {group: began})

    assert [key for key in keys(whole) if key.startswith("message:")] == ["message:2"]
    assert whole["first_seq"] == 2
    assert keys(newer) == ["message:2"]
    assert (newer["prev"], newer["version"]) == (began, began + 2)


def test_what_was_cleared_is_not_shown_again(ann: User, talk: str) -> None:
    say(ann, talk, "one", "two", "three")
    Membership.objects.filter(user=ann).update(cleared=3)

    found = only(ann, {talk: 0})

    assert [key for key in keys(found) if key.startswith("message:")] == ["message:4"]
    assert found["first_seq"] == 4


def test_a_reset_without_a_visible_message_begins_behind_the_last(ann: User, talk: str) -> None:
    Membership.objects.filter(user=ann).update(cleared=1)

    assert only(ann, {talk: 0})["first_seq"] == 2


def test_a_reset_of_a_large_group_shows_of_the_members_oneself(group: str, ann: User) -> None:
    others = User.objects.bulk_create(User(username=f"member{n}", nickname="Member") for n in range(100))
    conversation = Conversation.objects.get(pk=group[1:])
    Membership.objects.bulk_create(Membership(conversation=conversation, user=user, version=1) for user in others)

    assert [key for key in keys(only(ann, {group: 0})) if key.startswith("member:")] == [f"member:{user_name(ann.pk)}"]


def test_a_reset_of_me_is_cut_and_goes_on_in_updates(ann: User) -> None:
    people = User.objects.bulk_create(User(username=f"person{n}", nickname="Person") for n in range(5))
    for person in people:
        tell_mailboxes({ann.pk: [change(Contact(owner=ann, person=person), "incoming")]})

    first = sync(ann, {"me": 0}, limit=2)
    second = sync(ann, {"me": first["streams"][0]["version"]}, limit=3)
    third = sync(ann, {"me": second["streams"][0]["version"]}, limit=3)

    found = [reply["streams"][0] for reply in (first, second, third)]
    assert [(f["type"], f["version"], len(f["rows"])) for f in found] == [
        ("reset", 2, 2),
        ("update", 5, 3),
        ("update", 6, 1),
    ]
    assert [reply["more"] for reply in (first, second, third)] == [True, True, False]
    assert not {"last_seq", "read_seq", "first_seq"} & found[0].keys()


def test_a_reset_of_me_leaves_out_what_is_gone_and_left_but_an_update_says_it(ann: User, bob: User, talk: str) -> None:
    contact = Contact.objects.get(owner=ann)
    tell_mailboxes({ann.pk: [change(contact, "none")]})
    Membership.objects.filter(user=ann).update(left_at=timezone.now(), left="left")

    assert keys(only(ann, {"me": 0})) == ["profile"]
    rows = {row["key"]: row for row in only(ann, {"me": 1})["rows"]}
    assert rows[f"contact:{user_name(bob.pk)}"]["gone"]
    assert rows[f"conversation:{talk}"]["left"] == "left"


def test_rows_newer_than_the_version_claimed_never_raise_it() -> None:
    # Committed while the rows were read: another row of version 11 may be in none of the answers.
    rows = [{"key": "a", "version": 8}, {"key": "b", "version": 12}]

    assert _cut(rows, 10, Room(1)) == ([rows[0]], 10)
    assert _cut(rows, 10, Room(2)) == (rows, 10)
