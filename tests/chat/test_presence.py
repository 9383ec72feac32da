"""Who is here: counted over all processes, told to friends who both show it, and to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Contact, User
from chat.actions import direct, profile
from chat.presence import attendance as module
from chat.presence import telling
from chat.presence.attendance import Attendance
from chat.presence.models import COUNTS_FOR, LastSeen, Presence, Process
from chat.presence.settling import leave, settle
from chat.presence.sight import sights_for, sights_of
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from happychat.threads import readers
from tests.chat.sockets import Socket, connected
from tests.chat.test_other_transports import events_of, poll
from tests.conftest import session_of, signed_in

PATIENCE_S = 15
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attendance(monkeypatch: pytest.MonkeyPatch) -> Attendance:
    """Have people counted, at once and without grace for those who load the page again."""
    monkeypatch.setattr(module, "GATHER_S", 0.02)
    monkeypatch.setattr(module, "GRACE_S", 0)
    return module.attendance


async def told(heard: Socket, user: User, *, online: bool) -> dict[str, Any]:
    """Wait until a socket is told that somebody is here, or is not."""
    while True:
        frame = await heard.frame("signal", PATIENCE_S)
        if (frame["event"], frame["user"], frame.get("online")) == ("presence", user_name(user.pk), online):
            return frame


async def eventually(question: Callable[[], Any]) -> None:
    """Wait until what is asked of the database is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not await readers.run(question):
            await asyncio.sleep(0.02)


def here(*users: User, process: str = "other") -> None:
    """Let people be connected to another process."""
    with transaction.atomic():
        settle(process, [user.pk for user in users], [])


def gone(*users: User, process: str = "other") -> None:
    """Let them go."""
    with transaction.atomic():
        settle(process, [], [user.pk for user in users])


def sleep(process: str, seconds: float) -> None:
    """Let a process have said nothing for some time."""
    Process.objects.filter(pk=process).update(seen_at=Now() - timedelta(seconds=seconds))


def card(viewer: User, user: User) -> dict[str, Any]:
    """Return somebody's card as another person gets it."""
    answer = signed_in(viewer).get("/api/v1/users", {"ids": user_name(user.pk)})
    found: dict[str, Any] = answer.json()["users"][0]
    return found


def named(announced: list[Step | Signal]) -> list[list[int]]:
    """Return whom the processes were told to look at again."""
    return [orjson.loads(item.frame) for item in announced if isinstance(item, Signal) and item.audience == "presence"]


# Over sockets


async def test_friends_hear_who_comes_and_who_goes(ann: User, bob: User, talk: str, attendance: Attendance) -> None:
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        async with connected(await sync_to_async(session_of)(bob)):
            came = await told(hers, bob, online=True)
        went = await told(hers, bob, online=False)

    plain = {"type": "signal", "stream": "me", "event": "presence", "ttl": 90, "user": user_name(bob.pk)}
    assert came == {**plain, "online": True}
    assert went == {**plain, "online": False, "seen_at": went["seen_at"]}


async def test_who_comes_hears_of_those_who_are_here(ann: User, bob: User, talk: str, attendance: Attendance) -> None:
    await sync_to_async(here)(bob)

    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        await told(hers, bob, online=True)


async def test_two_windows_are_one_person(ann: User, bob: User, talk: str, attendance: Attendance) -> None:
    mine = await sync_to_async(session_of)(bob)
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        async with connected(mine):
            async with connected(mine):
                await told(hers, bob, online=True)
            await eventually(lambda: Presence.objects.filter(user=bob).count() == 1)
            await attendance._settle()
            await eventually(lambda: Presence.objects.filter(user=bob).exists() and not LastSeen.objects.exists())
        await told(hers, bob, online=False)


async def test_who_loads_the_page_again_was_not_away(
    ann: User, bob: User, talk: str, attendance: Attendance, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await sync_to_async(session_of)(bob)
    monkeypatch.setattr(module, "GRACE_S", 60)
    async with connected(await sync_to_async(session_of)(ann)):
        async with connected(mine):
            await eventually(lambda: Presence.objects.filter(user=bob).exists())
        await attendance._settle()
        assert await readers.run(Presence.objects.filter(user=bob).exists)
        async with connected(mine):
            assert not attendance._leaving


async def test_events_count_like_sockets(ann: User, bob: User, talk: str, attendance: Attendance) -> None:
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        async with events_of(bob):
            await told(hers, bob, online=True)
        await told(hers, bob, online=False)


async def test_between_two_polls_a_person_is_here(ann: User, bob: User, talk: str, attendance: Attendance) -> None:
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        waiting = await poll(bob, have={"me": 99}, wait=1)
        await told(hers, bob, online=True)
        await waiting.json()
        loop = asyncio.get_running_loop()

        assert attendance._leaving[bob.pk] > loop.time() + module.POLL_GRACE_S - 20
        attendance._leaving[bob.pk] = loop.time()
        await told(hers, bob, online=False)


async def test_a_minute_later_it_is_told_again(
    ann: User, bob: User, talk: str, attendance: Attendance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "REMIND_S", 1)
    assert telling.REMIND_S < 60
    await sync_to_async(here)(bob)

    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        for _ in range(4):
            await told(hers, bob, online=True)
        await sync_to_async(gone)(bob)  # nobody tells this process
        await told(hers, bob, online=False)


async def test_strangers_and_blocked_people_hear_nothing(
    ann: User, bob: User, eve: User, talk: str, attendance: Attendance
) -> None:
    await sync_to_async(Contact.objects.filter(owner=ann, person=bob).update)(blocked=True)
    sessions = [await sync_to_async(session_of)(user) for user in (ann, bob, eve)]

    async with connected(*sessions) as sockets:
        await eventually(lambda: Presence.objects.count() == 3)
        for socket in sockets:
            assert "ok" in await socket.ask("sync", have={"me": 1})
        heard = [frame for socket in sockets for frame in socket.frames]

    assert not [frame for frame in heard if frame.get("event") == "presence"]


# Processes


def test_a_process_that_is_silent_for_a_minute_counts_no_more(ann: User, bob: User, talk: str) -> None:
    here(bob)
    sleep("other", COUNTS_FOR.total_seconds() - 15)
    assert card(ann, bob)["online"]

    sleep("other", COUNTS_FOR.total_seconds() + 1)

    assert "online" not in card(ann, bob)


async def test_the_people_of_a_killed_process_are_told_as_gone_by_another(
    ann: User, bob: User, talk: str, attendance: Attendance
) -> None:
    await sync_to_async(here)(bob, process="killed")
    async with connected(await sync_to_async(session_of)(ann)) as (hers,):
        await told(hers, bob, online=True)
        await sync_to_async(sleep)("killed", 61)

        await told(hers, bob, online=False)

    assert not await readers.run(Process.objects.filter(pk="killed").exists)


def test_only_one_of_the_others_tells(ann: User, bob: User, talk: str, announced: list[Step | Signal]) -> None:
    here(bob, process="killed")
    sleep("killed", 61)
    announced.clear()

    here(ann, process="one")
    here(process="two")

    assert named(announced) == [sorted([ann.pk, bob.pk])]
    assert Process.objects.count() == 2


def test_who_has_come_back_elsewhere_is_not_told_as_gone(ann: User, bob: User, talk: str, announced: Any) -> None:
    here(bob, process="killed")
    here(bob, process="other")
    sleep("killed", 61)
    announced.clear()

    here(process="other")

    assert named(announced) == []
    assert card(ann, bob)["online"]


def test_who_is_at_two_processes_goes_with_the_last(ann: User, bob: User, talk: str, announced: Any) -> None:
    here(bob, process="one")
    here(bob, process="two")
    gone(bob, process="one")
    assert card(ann, bob)["online"]

    gone(bob, process="two")

    assert named(announced) == [[bob.pk], [bob.pk]]
    assert "online" not in card(ann, bob)


async def test_a_process_that_was_taken_for_dead_writes_its_people_again(
    ann: User, talk: str, attendance: Attendance
) -> None:
    async with connected(await sync_to_async(session_of)(ann)):
        await eventually(lambda: ann.pk in attendance._written)
        await sync_to_async(Process.objects.all().delete)()
        assert not await readers.run(Presence.objects.exists)

        attendance._beat_at = 0

        await eventually(lambda: Presence.objects.filter(user=ann).exists())


def test_when_somebody_was_seen_is_when_their_process_last_spoke(ann: User, bob: User, talk: str) -> None:
    here(bob, process="killed")
    sleep("killed", 300)
    spoke = Process.objects.get(pk="killed").seen_at

    here(ann)

    assert LastSeen.objects.get(user=bob).at == spoke


def test_what_was_seen_later_stays(ann: User, bob: User, talk: str) -> None:
    here(bob, process="killed")
    sleep("killed", 300)
    LastSeen.objects.create(user=bob, at=Now())
    seen = LastSeen.objects.get(user=bob).at

    here(ann)

    assert LastSeen.objects.get(user=bob).at == seen


async def test_a_process_that_ends_takes_its_rows_away(ann: User, talk: str, attendance: Attendance) -> None:
    async with connected(await sync_to_async(session_of)(ann)):
        await eventually(lambda: Presence.objects.filter(user=ann).exists())

        await attendance.end(PATIENCE_S)

        assert not await readers.run(Presence.objects.exists)
        assert not await readers.run(Process.objects.exists)
        assert await readers.run(LastSeen.objects.filter(user=ann).exists)


def test_who_went_with_a_process_that_ended_is_not_told_at_once_but_soon(ann: User, bob: User, talk: str) -> None:
    here(bob)
    with transaction.atomic():
        leave("other")

    assert [(sight.user, sight.online) for sight in sights_for([ann.pk])] == [(bob.pk, False)]


# Many at once


def test_a_storm_costs_the_same_few_statements_however_many_come(
    make_person: Callable[[str], User], django_assert_max_num_queries: Any
) -> None:
    people = [User(username=f"p{number}", nickname="P", email=f"p{number}@example.org") for number in range(400)]
    users = [user.pk for user in User.objects.bulk_create(people)]
    with django_assert_max_num_queries(10), transaction.atomic():
        settle("one", users, [])
    with django_assert_max_num_queries(10), transaction.atomic():
        settle("one", [], users)

    assert LastSeen.objects.count() == len(users)
    assert not Presence.objects.exists()


def test_one_query_tells_however_many(
    ann: User, bob: User, eve: User, talk: str, django_assert_num_queries: Any
) -> None:
    here(ann, bob, eve)

    with django_assert_num_queries(1):
        assert {(s.viewer, s.user) for s in sights_of([ann.pk, bob.pk, eve.pk], "other")} == {
            (ann.pk, bob.pk),
            (bob.pk, ann.pk),
        }
    with django_assert_num_queries(1):
        assert len(sights_for([ann.pk, bob.pk, eve.pk])) == 2


def test_of_somebody_who_is_no_more_nothing_is_written(ann: User) -> None:
    here(ann, User(pk=10**9))

    assert list(Presence.objects.values_list("user", flat=True)) == [ann.pk]


# Who may know


def test_a_card_says_who_is_here_and_else_when_they_were(ann: User, bob: User, talk: str) -> None:
    assert not card(ann, bob).keys() & {"online", "seen_at"}
    here(bob)
    assert card(ann, bob)["online"] is True
    assert "seen_at" not in card(ann, bob)

    gone(bob)

    assert "online" not in card(ann, bob)
    assert card(ann, bob)["seen_at"].endswith("Z")


def test_every_way_to_a_card_says_it(ann: User, bob: User, talk: str) -> None:
    here(bob)
    page = signed_in(ann)

    found = [
        *page.get("/api/v1/users", {"query": "bob"}).json()["users"],
        *page.get("/api/v1/users", {"username": "bob"}).json()["users"],
        *page.get("/api/v1/bootstrap").json()["users"],
    ]

    assert [card.get("online") for card in found if card["id"] == user_name(bob.pk)] == [True, True, True]
    assert [card for card in found if card["id"] == user_name(ann.pk) and "online" in card] == []


def test_of_strangers_a_card_says_nothing(ann: User, bob: User, eve: User, talk: str) -> None:
    here(ann, bob, eve)

    assert "online" not in card(eve, bob)
    assert "online" not in card(bob, eve)


def test_who_shows_it_to_everyone_shows_it_to_strangers(bob: User, eve: User) -> None:
    profile.change_profile(bob.pk, {"preferences": {"last_seen": "everyone"}})
    here(bob, eve)

    assert card(eve, bob)["online"]
    assert "online" not in card(bob, eve)


@pytest.mark.parametrize("blocker", ["ann", "bob"])
def test_where_one_blocks_the_other_neither_knows(ann: User, bob: User, talk: str, blocker: str) -> None:
    here(ann, bob)
    Contact.objects.filter(owner__username=blocker).update(blocked=True)

    for viewer, user in ((ann, bob), (bob, ann)):
        assert not card(viewer, user).keys() & {"online", "seen_at"}
    assert sights_of([ann.pk, bob.pk], "other") == sights_for([ann.pk, bob.pk]) == []


@pytest.mark.parametrize("hidden", ["ann", "bob"])
def test_who_hides_neither_is_seen_nor_sees(ann: User, bob: User, talk: str, hidden: str) -> None:
    here(ann, bob)
    User.objects.filter(username=hidden).update(preferences={"last_seen": "nobody"})

    for viewer, user in ((ann, bob), (bob, ann)):
        assert not card(viewer, user).keys() & {"online", "seen_at"}
    assert sights_of([ann.pk, bob.pk], "other") == sights_for([ann.pk, bob.pk]) == []


def test_who_were_friends_once_know_nothing(ann: User, bob: User, talk: str) -> None:
    here(ann, bob)

    direct.remove_contact(ann.pk, user_name(bob.pk))

    assert "online" not in card(ann, bob)
    assert sights_for([ann.pk, bob.pk]) == []


async def test_who_begins_to_hide_goes_out_of_sight_and_comes_back(
    ann: User, bob: User, talk: str, attendance: Attendance
) -> None:
    sessions = [await sync_to_async(session_of)(user) for user in (ann, bob)]
    async with connected(*sessions) as (hers, his):
        await told(hers, bob, online=True)

        await his.ask("profile.update", preferences={"last_seen": "nobody"})
        hidden = await told(hers, bob, online=False)
        await his.ask("profile.update", preferences={"last_seen": "friends"})
        await told(hers, bob, online=True)

    assert "seen_at" not in hidden
