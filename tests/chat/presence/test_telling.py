"""Who comes and goes is told to friends, by sockets, events and polls."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async

from accounts.models import Contact, User
from chat.presence import attendance as module
from chat.presence import telling
from chat.presence.attendance import Attendance
from chat.presence.models import LastSeen, Presence
from happychat.ids import user_name
from happychat.threads import readers
from tests.chat.match.meeting import seek
from tests.chat.presence.people import eventually, gone, here, told
from tests.chat.sockets import connected
from tests.chat.test_other_transports import events_of, poll
from tests.conftest import session_of

pytestmark = pytest.mark.django_db(transaction=True)


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


async def test_two_who_have_met_by_chance_hear_when_the_other_loses_the_line(
    bob: User, eve: User, attendance: Attendance
) -> None:
    await sync_to_async(seek)(bob, eve)
    async with connected(await sync_to_async(session_of)(eve)) as (hers,):
        async with connected(await sync_to_async(session_of)(bob)):
            await told(hers, bob, online=True)
        assert "seen_at" in await told(hers, bob, online=False)
