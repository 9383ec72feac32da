"""In open windows: what is said comes to all who are in the lobby, and how many they are."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from chat import lookout
from chat.presence.attendance import Attendance
from happychat.ids import user_name
from tests.chat.presence.people import PATIENCE_S, here, sleep
from tests.chat.sockets import Socket, connected
from tests.conftest import session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "EVERY_S", 0.05)


async def session(user: User) -> str:
    return await sync_to_async(session_of)(user)


async def counted(heard: Socket, number: int) -> dict[str, Any]:
    """Wait until a socket is told that so many people are in the lobby."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            frame = await heard.frame("signal", PATIENCE_S)
            if frame["event"] == "people" and frame["count"] == number:
                return frame


async def test_all_in_the_lobby_hear_how_many_they_are_as_people_come_and_go(
    lobby: str, ann: User, bob: User, eve: User, attendance: Attendance
) -> None:
    async with connected(await session(ann), await session(ann)) as (hers, _her_other):
        frame = await counted(hers, 1)
        assert (frame["stream"], frame["faces"], frame["ttl"]) == (lobby, [user_name(ann.pk)], 90)

        async with connected(await session(bob), await session(eve)) as (his, eves):
            await counted(hers, 2)
            await counted(his, 2)
            await eves.ask("lobby.enter")
            assert set((await counted(hers, 3))["faces"]) == {user_name(user.pk) for user in (ann, bob, eve)}
            await counted(eves, 3)
            await eves.ask("lobby.leave")
            await counted(hers, 2)

        await counted(hers, 1)


async def test_a_killed_process_takes_its_people_out_of_the_count(
    lobby: str, ann: User, bob: User, attendance: Attendance
) -> None:
    await sync_to_async(here)(bob, process="killed")
    async with connected(await session(ann)) as (hers,):
        await counted(hers, 2)
        await sync_to_async(sleep)("killed", 61)

        await counted(hers, 1)


async def test_nothing_is_told_while_nothing_changes(lobby: str, ann: User, attendance: Attendance) -> None:
    async with connected(await session(ann)) as (hers,):
        await counted(hers, 1)
        await asyncio.sleep(0.5)

        assert await hers.quiet()


async def test_a_second_window_is_told_without_the_first(lobby: str, ann: User, attendance: Attendance) -> None:
    async with connected(await session(ann)) as (hers,):
        await counted(hers, 1)
        async with connected(await session(ann)) as (other,):
            await counted(other, 1)

            assert await hers.quiet()


async def test_who_enters_hears_from_then_on_and_who_leaves_no_more(lobby: str, ann: User, eve: User) -> None:
    async with connected(await session(ann), await session(eve)) as (hers, eves):
        await eves.ask("lobby.enter")
        await hers.ask("message.send", stream=lobby, client_id="a", body="hello")
        assert (await eves.frame("update"))["stream"] == "me"
        assert (await eves.frame("update"))["rows"][0]["body"] == "hello"

        await eves.ask("lobby.leave")
        assert (await eves.frame("update"))["rows"][0]["left"] == "left"
        await hers.ask("message.send", stream=lobby, client_id="b", body="gone?")
        assert await eves.quiet()
