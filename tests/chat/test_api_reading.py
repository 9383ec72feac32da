"""Reading over HTTP: bootstrap, pages of messages, members, receipts, people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.people import search
from chat.actions import contacts, mine
from chat.actions.direct import accept_contact, request_contact
from chat.api.conversations import MemberPage, Page, _members, _messages
from chat.api.people import Who, _found
from chat.api.start import start
from chat.models import Conversation, Membership, Message, Role
from happychat.auth import Caller
from happychat.commands.errors import Bad, CommandError, NotFound
from happychat.ids import user_name
from happychat.times import wire
from tests.conftest import signed_in
from tests.talking import group_of, join, leave, say


def bootstrap(user: User, limit: int = 200) -> dict[str, Any]:
    return start(Caller(user.pk, "d1", "s1"), limit)


def page(user: User, stream: str, **asked: Any) -> dict[str, Any]:
    return _messages(user.pk, stream, Page(**asked))


def seqs(found: dict[str, Any]) -> list[int]:
    return [int(row["key"].removeprefix("message:")) for row in found["rows"]]


def befriend(one: User, other: User) -> str:
    request_contact(one.pk, user_name(other.pk))
    return str(accept_contact(other.pk, user_name(one.pk))["stream"])


def people(count: int) -> list[User]:
    return User.objects.bulk_create(User(username=f"person{n}", nickname=f"Person {n}") for n in range(count))


@pytest.mark.django_db
def test_bootstrap_shows_me_and_a_preview_of_each_conversation(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one", "two")

    found = bootstrap(ann)

    (preview,) = found["conversations"]
    assert (preview["stream"], preview["head"]) == (talk, [3, 3, 0])
    members = [f"member:{user_name(user.pk)}" for user in (ann, bob)]
    assert [row["key"] for row in preview["rows"]] == ["info", *members, "message:3"]
    keys = [row["key"] for row in found["me"]["rows"]]
    assert sorted(keys) == sorted(["profile", f"contact:{user_name(bob.pk)}", f"conversation:{talk}"])
    assert found["me"]["version"] == max(row["version"] for row in found["me"]["rows"])
    assert [card["username"] for card in found["users"]] == ["ann", "bob"]
    assert (found["user"], found["more"]) == (user_name(ann.pk), False)
    assert {"epoch", "limits", "site", "emoji"} <= found.keys()


@pytest.mark.django_db
def test_bootstrap_costs_the_same_for_few_conversations_and_many(ann: User) -> None:
    counts = []
    for others in (people(3), User.objects.bulk_create(User(username=f"more{n}", nickname="More") for n in range(27))):
        for other in others:
            say(other, befriend(ann, other), "hi")
        say(ann, group_of(ann, *others), "hello all")
        with CaptureQueriesContext(connection) as queries:
            found = bootstrap(ann)
        counts.append(len(queries))

    assert len(found["conversations"]) == 32
    assert counts == [7, 7]  # one for what I keep beside conversations


@pytest.mark.django_db
def test_bootstrap_shows_the_newest_conversations_first_and_says_if_there_are_more(ann: User) -> None:
    streams = [befriend(ann, other) for other in people(4)]
    now = timezone.now()
    for number, stream in enumerate(streams):
        Message.objects.filter(conversation=int(stream[1:])).update(sent_at=now - timedelta(hours=number))

    found, whole = bootstrap(ann, 2), bootstrap(ann, 4)

    assert [preview["stream"] for preview in found["conversations"]] == streams[:2]
    assert found["more"]
    assert sum(row["key"].startswith("conversation:") for row in found["me"]["rows"]) == 4
    assert not whole["more"]


@pytest.mark.django_db
def test_bootstrap_shows_nothing_of_what_a_block_hides(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "seen")
    contacts.block(ann.pk, user_name(bob.pk))
    say(bob, talk, "unseen")

    (preview,) = bootstrap(ann)["conversations"]

    assert [row.get("body") for row in preview["rows"]][-1] == "seen"


@pytest.mark.django_db
def test_bootstrap_leaves_out_what_was_left_and_what_was_cleared(ann: User, bob: User, talk: str) -> None:
    group = group_of(ann, bob)
    leave(group, ann)
    say(bob, talk, "hi")
    mine.arrange(ann.pk, talk, {"cleared": True})

    found = bootstrap(ann)

    assert [preview["stream"] for preview in found["conversations"]] == [talk]
    assert "message:2" not in [row["key"] for row in found["conversations"][0]["rows"]]
    assert f"conversation:{group}" not in [row["key"] for row in found["me"]["rows"]]


@pytest.mark.django_db
def test_pages_are_taken_from_the_newest_backwards(ann: User, talk: str) -> None:
    say(ann, talk, *(f"{n}" for n in range(2, 10)))

    newest = page(ann, talk, limit=4)
    older = page(ann, talk, before=6, limit=4)
    oldest = page(ann, talk, before=2, limit=4)

    assert [seqs(found) for found in (newest, older, oldest)] == [[6, 7, 8, 9], [2, 3, 4, 5], [1]]
    assert [found["more"] for found in (newest, older, oldest)] == [True, True, False]
    assert not any("more_after" in found for found in (newest, older, oldest))


@pytest.mark.django_db
def test_pages_are_taken_forwards_and_around_a_message(ann: User, talk: str) -> None:
    say(ann, talk, *(f"{n}" for n in range(2, 10)))

    after, last = page(ann, talk, after=3, limit=4), page(ann, talk, after=5, limit=4)
    around, edge = page(ann, talk, around=5, limit=4), page(ann, talk, around=9, limit=4)

    assert (seqs(after), after["more"]) == ([4, 5, 6, 7], True)
    assert (seqs(last), last["more"]) == ([6, 7, 8, 9], False)
    assert (seqs(around), around["more"], around["more_after"]) == ([3, 4, 5, 6], True, True)
    assert (seqs(edge), edge["more"], edge["more_after"]) == ([7, 8, 9], True, False)


@pytest.mark.django_db
def test_a_date_leads_to_the_first_message_at_or_after_it(ann: User, talk: str) -> None:
    say(ann, talk, *(f"{n}" for n in range(2, 7)))
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    for seq in range(1, 7):
        Message.objects.filter(seq=seq).update(sent_at=noon + timedelta(days=seq))

    at, between = (page(ann, talk, date=wire(noon + timedelta(days=days)), limit=2) for days in (3, 3.5))
    early, late = (page(ann, talk, date=wire(noon + timedelta(days=days)), limit=2) for days in (-9, 9))

    assert [seqs(found) for found in (at, between, early, late)] == [[2, 3], [3, 4], [1], [6]]
    assert (early["more"], early["more_after"]) == (False, True)
    assert (late["more"], late["more_after"]) == (True, False)


@pytest.mark.django_db
def test_messages_are_found_by_their_numbers(ann: User, talk: str) -> None:
    say(ann, talk, "two", "three", "four")

    assert seqs(page(ann, talk, seqs="4,2,99,0,99999999999999999999")) == [2, 4]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"before": 9}, {"after": 0}, {"around": 1}, {"seqs": "1,2,3"}])
def test_no_page_shows_what_was_before_one_came_or_was_cleared(
    ann: User, bob: User, eve: User, asked: dict[str, Any]
) -> None:
    group = group_of(ann, bob)
    say(ann, group, "one", "two")
    join(group, eve, joined_seq=3)
    say(ann, group, "three")
    mine.arrange(bob.pk, group, {"cleared": True})

    assert seqs(page(eve, group, **asked)) == [3]
    assert not page(eve, group, **asked)["more"]
    assert seqs(page(bob, group, **asked)) == []


@pytest.mark.django_db
def test_bounds_outside_what_there_is_are_empty(ann: User, talk: str) -> None:
    say(ann, talk, "two")

    for asked in ({"before": 1}, {"after": 2}, {"after": 2**53 - 1}):
        assert page(ann, talk, **asked) == {"rows": [], "more": False}
    assert seqs(page(ann, talk, around=2**53 - 1)) == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("seqs", ["", ",", "1,1", "a", "1,", "-1", "１", ",".join(map(str, range(1, 102)))])
def test_numbers_are_numbers_each_once(ann: User, talk: str, seqs: str) -> None:
    with pytest.raises(Bad):
        page(ann, talk, seqs=seqs)


@pytest.mark.django_db
def test_pages_are_for_members(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob)
    leave(group, bob)
    codes = []

    for user, stream in ((eve, talk), (ann, "c999"), (ann, "me"), (ann, "x"), (bob, group)):
        for question in (page, lambda who, name: mine.receipts(who.pk, name)):
            with pytest.raises(CommandError) as refused:
                question(user, stream)
            codes.append(refused.value.code)

    assert codes == ["not_found"] * 8 + ["not_member"] * 2


@pytest.mark.django_db
def test_members_come_by_role_and_then_by_joining(ann: User, bob: User, eve: User) -> None:
    others = people(3)
    group = group_of(bob, *others, ann, eve)
    Membership.objects.filter(user=ann).update(role=Role.OWNER)
    Membership.objects.filter(user=eve).update(role=Role.ADMIN)
    leave(group, others[2])

    def asked(**about: Any) -> tuple[list[str], bool]:
        found = _members(bob.pk, group, MemberPage(**about))
        return [row["key"].removeprefix("member:") for row in found["rows"]], found["more"]

    names = [user_name(user.pk) for user in (ann, eve, bob, *others[:2])]
    assert asked() == (names, False)
    assert asked(limit=2) == (names[:2], True)
    assert asked(limit=2, after=names[1]) == (names[2:4], True)
    assert asked(limit=2, after=names[3]) == (names[4:], False)
    assert asked(query="PERSON 1") == ([names[4]], False)
    assert asked(query="eve") == ([names[1]], False)
    assert asked(after="u999") == asked(after="nonsense") == ([], False)


@pytest.mark.django_db
def test_receipts_are_shown_of_and_to_people_who_show_theirs(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one", "two")
    mine.mark_delivered(bob.pk, talk, 3)
    mine.mark_read(bob.pk, talk, 2)

    shown = mine.receipts(ann.pk, talk)
    User.objects.filter(pk=bob.pk).update(preferences={"receipts": False})
    hidden = mine.receipts(ann.pk, talk), mine.receipts(bob.pk, talk)

    assert shown == {"read": {user_name(bob.pk): 2}, "delivered": {user_name(bob.pk): 3}}
    assert hidden == ({"read": {}, "delivered": {}},) * 2


@pytest.mark.django_db
def test_in_groups_receipts_are_read_marks_and_in_large_ones_nothing(ann: User, bob: User, eve: User) -> None:
    group = group_of(ann, bob, eve)
    say(ann, group, "one")
    mine.mark_read(bob.pk, group, 1)

    small = mine.receipts(ann.pk, group)
    conversation = Conversation.objects.get(pk=group[1:])
    Membership.objects.bulk_create(Membership(conversation=conversation, user=user) for user in people(98))

    assert small == {"read": {user_name(bob.pk): 1, user_name(eve.pk): 0}, "delivered": {}}
    assert mine.receipts(ann.pk, group) == {"read": {}, "delivered": {}}


@pytest.mark.django_db
def test_cards_are_found_by_id(ann: User, bob: User, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(is_active=False)

    found = _found(ann.pk, Who(ids=",".join([user_name(bob.pk), user_name(eve.pk), "u999", "nonsense"])))

    assert [card["id"] for card in found] == [user_name(bob.pk), user_name(eve.pk)]
    assert found[0] == {
        "id": user_name(bob.pk),
        "username": "bob",
        "nickname": "Bob",
        "avatar": f"/faces/{bob.pk % 12 + 1}/B.svg",
    }
    assert found[1] == {"id": user_name(eve.pk), "deleted": True}


@pytest.mark.django_db
def test_a_profile_is_found_by_username_whatever_its_case(ann: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(bio="Takes pictures.", place="Lakeside", email="secret@example.org")

    (found,) = _found(ann.pk, Who(username="BOB"))

    assert (found["bio"], found["place"]) == ("Takes pictures.", "Lakeside")
    assert not {"email", "locale", "preferences", "gender"} & found.keys()
    with pytest.raises(NotFound):
        _found(ann.pk, Who(username="nobody"))


@pytest.mark.django_db
def test_people_are_found_by_a_part_of_their_names(ann: User, bob: User, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(nickname="Bobbie 小雨", preferences={"theme": "dark"})

    def hits(text: str) -> list[str]:
        return [user.username for user in search(ann.pk, text)]

    assert hits("bob") == hits("BOB") == hits("@bob") == hits(" bob ") == ["bob", "eve"]
    assert hits("obbi") == hits("小雨") == ["eve"]
    assert hits("ann") == []
    assert hits("%") == hits("_") == hits("\\") == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", [" ", "@", " @ "])
def test_nothing_typed_finds_nobody(ann: User, bob: User, text: str) -> None:
    assert not search(ann.pk, text)


@pytest.mark.django_db
def test_those_whose_names_begin_so_come_first_and_at_most_twenty(ann: User) -> None:
    inner = User.objects.create(username="inner", nickname="The person inside")
    begins = people(25)

    hits = list(search(ann.pk, "person"))

    assert hits == begins[:20]
    assert list(search(ann.pk, "person inside")) == [inner]


@pytest.mark.django_db
def test_who_does_not_want_to_be_found_is_found_by_friends_only(ann: User, bob: User, eve: User, talk: str) -> None:
    User.objects.filter(pk=bob.pk).update(preferences={"find": "nobody"}, is_active=True)
    User.objects.filter(pk=eve.pk).update(is_active=False)

    assert [user.username for user in search(ann.pk, "bob")] == ["bob"]
    assert not search(eve.pk, "bob")
    assert not search(ann.pk, "eve")


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_wrongly_is_bad(ann: User, talk: str) -> None:
    client = signed_in(ann)
    wrong = [
        "bootstrap?limit=0",
        "bootstrap?limit=501",
        "bootstrap?limit=x",
        "bootstrap?surprise=1",
        "users",
        "users?ids=u1&query=ann",
        "users?ids=u1,u1",
        "users?ids=" + ",".join(f"u{n}" for n in range(1, 102)),
        "users?query=",
        f"users?query={'x' * 41}",
        "users?surprise=1",
        f"conversations/{talk}/messages?before=1&after=1",
        f"conversations/{talk}/messages?before=0",
        f"conversations/{talk}/messages?before=x",
        f"conversations/{talk}/messages?limit=101",
        f"conversations/{talk}/messages?date=",
        f"conversations/{talk}/messages?date=yesterday",
        f"conversations/{talk}/messages?date=2026-02-30T00:00:00Z",
        f"conversations/{talk}/messages?surprise=1",
        f"conversations/{talk}/members?limit=501",
        f"conversations/{talk}/members?query=",
        f"conversations/{talk}/receipts?surprise=1",
    ]

    answers = {path: client.get(f"/api/v1/{path}") for path in wrong}

    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 400} == {}
    assert {answer.json()["error"]["code"] for answer in answers.values()} == {"bad"}


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_rightly_is_answered_and_kept_by_nobody(ann: User, bob: User, talk: str) -> None:
    client = signed_in(ann)
    right = [
        "bootstrap",
        "bootstrap?limit=1",
        f"users?ids={user_name(bob.pk)}",
        "users?query=bo",
        "users?username=bob",
        f"conversations/{talk}/messages",
        f"conversations/{talk}/messages?date=2026-11-20T12:00:00Z&limit=1",
        f"conversations/{talk}/messages?after=0",
        f"conversations/{talk}/members?query=bob",
        f"conversations/{talk}/receipts",
    ]

    for path in right:
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, path
        assert "no-store" in answer.headers["Cache-Control"]
        assert Client().get(f"/api/v1/{path}").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_what_is_not_there_or_not_mine_any_more_has_its_status(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob)
    leave(group, ann)
    client = signed_in(ann)

    def status(path: str) -> tuple[int, str]:
        answer = client.get(f"/api/v1/{path}")
        return answer.status_code, answer.json()["error"]["code"]

    assert status("conversations/c999/messages") == (404, "not_found")
    assert status("users?username=nobody") == (404, "not_found")
    assert status(f"conversations/{group}/messages") == (403, "not_member")
    Membership.objects.filter(conversation=int(group[1:]), user=ann).update(left="dissolved")
    assert status(f"conversations/{group}/members") == (410, "gone")
