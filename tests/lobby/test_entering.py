"""Everybody may enter the lobby; they see what was said last, are welcomed, and are counted as people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.robot import robot
from chat.actions import matching
from chat.lobby import moderation
from chat.lobby.people import people_in_lobby
from chat.models import Conversation, Kind, Membership
from happychat.ids import stream_name, user_name
from tests.chat.presence.people import gone, here, sleep
from tests.chat.replica import Replica
from tests.conftest import run, signed_in
from tests.talking import say
from tests.world import Told

pytestmark = pytest.mark.django_db(transaction=True)


def bodies(user: User, stream: str) -> list[str]:
    rows = signed_in(user).get(f"/api/v1/conversations/{stream}/messages").json()["rows"]
    return [row["body"] for row in rows]


def test_who_enters_sees_the_last_fifty_and_has_read_them(lobby: str, ann: User, eve: User) -> None:
    say(ann, lobby, *[str(number) for number in range(60)])

    run(eve, "lobby.enter")

    mine = Membership.objects.get(user=eve)
    assert bodies(eve, lobby) == [str(number) for number in range(10, 60)]
    assert (mine.read_seq, mine.notify) == (60, "none")


def test_who_is_in_already_stays_as_they_were(lobby: str, ann: User, bob: User) -> None:
    say(bob, lobby, "one")
    before = Replica(ann.pk).begin()

    reply = run(ann, "lobby.enter")["ok"]

    assert reply["stream"] == lobby
    assert Replica(ann.pk).begin().versions == before.versions


def test_who_has_become_staff_speaks_as_such_when_they_enter_again(lobby: str, ann: User, bob: User) -> None:
    Conversation.objects.update(speak="admins")
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    run(bob, "lobby.enter")
    assert "ok" in run(bob, "message.send", stream=lobby, client_id="a", body="hi")

    User.objects.filter(pk=bob.pk).update(is_staff=False)
    run(bob, "lobby.enter")
    assert run(bob, "message.send", stream=lobby, client_id="b", body="hi")["error"]["reason"] == "admins_only"


def test_the_robot_welcomes_who_enters_and_nobody_else_hears(lobby: str, ann: User, make_person: Any) -> None:
    lin = make_person("linxiaoyu", nickname="林小雨", locale="zh-hans")

    welcome = run(lin, "lobby.enter")["ok"]["welcome"]

    assert welcome["author"] == user_name(robot().pk)
    assert "林小雨，欢迎" in welcome["body"]
    assert bodies(ann, lobby) == []


def test_people_are_counted_and_not_their_windows_nor_who_is_not_in_the_lobby(
    lobby: str, ann: User, bob: User, eve: User
) -> None:
    here(ann, bob, eve, process="one")
    here(ann, process="two")

    found = people_in_lobby()

    assert found is not None
    assert (found.count, set(found.faces)) == (2, {ann.pk, bob.pk})


def test_who_left_or_closed_the_last_window_or_was_on_a_dead_process_counts_no_more(
    lobby: str, ann: User, bob: User, eve: User
) -> None:
    run(eve, "lobby.enter")
    here(ann, bob, process="one")
    here(eve, process="killed")
    gone(ann, process="one")
    run(bob, "lobby.leave")
    sleep("killed", 61)

    found = people_in_lobby()

    assert found is not None
    assert found.count == 0


def test_the_lobby_is_told_with_its_people_before_anybody_has_been_there(ann: User) -> None:
    site = signed_in(ann).get("/api/v1/bootstrap").json()["site"]

    lobby = Conversation.objects.get()
    assert lobby.kind == Kind.LOBBY
    assert (site["lobby"], site["people"]) == (stream_name(lobby.pk), 0)


def test_there_is_one_lobby(lobby: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.create(kind=Kind.LOBBY)


def test_who_left_hears_and_reads_nothing_more_until_they_come_back(lobby: str, ann: User, bob: User) -> None:
    assert "ok" in run(ann, "lobby.leave")
    assert "ok" in run(ann, "lobby.leave")
    say(bob, lobby, "gone?")

    assert run(ann, "message.send", stream=lobby, client_id="a", body="no")["error"]["code"] == "not_member"
    run(ann, "lobby.enter")
    assert bodies(ann, lobby) == ["gone?"]


def test_nobody_leaves_who_was_never_there(lobby: str, eve: User) -> None:
    assert run(eve, "lobby.leave")["error"]["code"] == "not_found"


def test_a_site_without_a_lobby_says_so_everywhere(lobby: str, ann: User, eve: User, settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"lobby": "closed"})

    refusals = [
        run(eve, "lobby.enter"),
        run(ann, "lobby.leave"),
        run(ann, "message.send", stream=lobby, client_id="a", body="hi"),
    ]

    assert [refusal["error"]["reason"] for refusal in refusals] == ["closed"] * 3
    assert "lobby" not in signed_in(ann).get("/api/v1/bootstrap").json()["site"]


def test_a_reset_and_the_members_have_no_rows_but_of_who_is_muted(lobby: str, ann: User, bob: User) -> None:
    moderation.mute(Membership.objects.get(user=bob), "spam", by=ann, until=timezone.now() + timedelta(days=1))

    hers, his = Replica(ann.pk).begin().rows[lobby], Replica(bob.pk).begin().rows[lobby]

    muted = f"member:{user_name(bob.pk)}"
    for rows in (hers, his):
        assert [key for key in rows if key.startswith("member:")] == [muted]
    listed = signed_in(ann).get(f"/api/v1/conversations/{lobby}/members").json()["rows"]
    assert [row["key"] for row in listed] == [muted]


def test_who_is_muted_is_still_muted_after_coming_back(lobby: str, ann: User, bob: User) -> None:
    moderation.mute(Membership.objects.get(user=bob), "spam", by=ann, until=None)
    run(bob, "lobby.leave")
    run(bob, "lobby.enter")

    reply = run(bob, "message.send", stream=lobby, client_id="a", body="hi")
    assert reply["error"]["reason"] == "muted"

    moderation.unmute(Membership.objects.get(user=bob), "enough", by=ann)
    assert "ok" in run(bob, "message.send", stream=lobby, client_id="a", body="hi")


def test_the_staff_says_what_the_lobby_is_called_and_how_often_one_speaks(lobby: str, ann: User, bob: User) -> None:
    about: dict[str, Any] = {"title": "Square", "notice": "Be kind", "admins_only": False, "slow": 60}
    moderation.arrange(Conversation.objects.get(), "a start", by=ann, **about)

    info = Replica(bob.pk).begin().rows[lobby]["info"]
    assert (info["title"], info["notice"]["text"], info["settings"]) == (
        "Square",
        "Be kind",
        {"speak": "all", "slow": 60},
    )
    say(bob, lobby, "one")
    assert run(bob, "message.send", stream=lobby, client_id="b", body="two")["error"]["code"] == "rate"


def test_the_form_of_the_rules_begins_with_what_is_so(lobby: str, ann: User) -> None:
    User.objects.filter(pk=ann.pk).update(is_staff=True, is_superuser=True)
    about: dict[str, Any] = {"title": "Square", "notice": "Be kind", "admins_only": True, "slow": 60}
    moderation.arrange(Conversation.objects.get(), "a start", by=ann, **about)

    page = signed_in(ann).get(f"/admin/chat/lobby/{Conversation.objects.get().pk}/act/arrange/")

    form = page.context["form"]
    assert {name: form[name].value() for name in about} == about


def test_two_who_are_in_the_lobby_may_write_to_each_other_alone(lobby: str, ann: User, bob: User, eve: User) -> None:
    assert "ok" in run(ann, "conversation.open", user=user_name(bob.pk))

    assert run(ann, "conversation.open", user=user_name(eve.pk))["error"]["reason"] == "not_friends"
    run(bob, "profile.update", preferences={"message": "nobody"})
    run(eve, "lobby.enter")
    assert run(eve, "conversation.open", user=user_name(bob.pk))["error"]["reason"] == "not_friends"


def test_the_staff_takes_back_what_somebody_said(lobby: str, ann: User, bob: User, make_person: Any) -> None:
    say(bob, lobby, "spam")
    chen = make_person("chen", is_staff=True)

    assert "ok" in run(chen, "message.recall", stream=lobby, seq=1)
    assert run(ann, "message.recall", stream=lobby, seq=1)["ok"]
    (row,) = signed_in(ann).get(f"/api/v1/conversations/{lobby}/messages").json()["rows"]
    assert row["recalled"]


def test_how_many_wait_to_be_met_by_chance_is_counted_when_it_changes(lobby: str, eve: User, told: Told) -> None:
    news = told(lambda: matching.start(eve.pk, [], []))

    assert "lobby" in {item.audience for item in news}
    people = people_in_lobby()
    assert people is not None
    assert people.free == 1
