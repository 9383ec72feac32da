"""Whatever three people do: live frames, small steps of catching up and a fresh fetch lead to the same."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.rows import audience as person_audience
from accounts.rows import mailbox_versions
from chat.actions import direct, mine, profile
from chat.missed import missed
from chat.models import Conversation, Membership
from chat.rows import heads_of
from happychat.commands.errors import CommandError
from happychat.frames import Frame
from happychat.ids import user_name
from happychat.layers import FanoutLayer
from happychat.streams.steps import Signal, Step
from tests.chat.replica import Replica
from tests.talking import group_of, join, leave, say

Told = Callable[..., list[Step | Signal]]
PEOPLE = range(3)


class Undo(Exception):
    """Take everything of an example back."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


class Lossy(Replica):
    """A client to whom some frames do not come."""

    def __init__(self, user: int, lost: list[bool]) -> None:
        super().__init__(user)
        self._lost = itertools.cycle(lost or [True])

    def deliver(self, frame: Frame) -> None:
        if not next(self._lost):
            super().deliver(frame)


class Watched(Replica):
    """A client that remembers what came by itself."""

    def __init__(self, user: int) -> None:
        super().__init__(user)
        self.newest: dict[str, int] = {}

    def deliver(self, frame: Frame) -> None:
        data = orjson.loads(frame.data)
        self.newest[data["stream"]] = data["version"]
        super().deliver(frame)


class Elsewhere:
    """A process that hears some steps not at all and others in the wrong order, and reads what it misses."""

    def __init__(self, lost: list[bool]) -> None:
        self.layer = FanoutLayer()
        self._lost = itertools.cycle(lost or [True])
        self._late: list[Step] = []

    def hear(self, news: list[Step | Signal]) -> None:
        self._late += [item for item in news if isinstance(item, Step) and not next(self._lost)]
        if len(self._late) > 2:
            self._come()

    def catch_up(self) -> None:
        self._come()
        for step in missed(self.layer.order.told):
            self.layer.deliver(step)

    def _come(self) -> None:
        while self._late:
            self.layer.deliver(self._late.pop())


class World:
    """Three people and a layer between them, and another process to which steps come late or not at all.

    Of each a live client, a live one to whom frames are lost, one that catches up now and then, and one elsewhere.
    """

    def __init__(self, people: list[User], told: Told, limit: int, lost: list[bool]) -> None:
        self.people = people
        self.told = told
        self.layer = FanoutLayer()
        self.group = group_of(people[0], people[1])
        self.live = [Replica(user.pk).begin() for user in people]
        self.lossy = [Lossy(user.pk, lost).begin() for user in people]
        self.slow = [Replica(user.pk, limit).begin() for user in people]
        self.elsewhere = Elsewhere(lost)
        self.far = [Watched(user.pk).begin() for user in people]
        asyncio.run(self._arrive(mailbox_versions([user.pk for user in people])))
        for layer, replica in self._sinks():
            for _, _, attach in heads_of([replica.user])[replica.user]:
                layer.attach(replica, attach.audience, attach.floor, attach.version)

    def _sinks(self) -> list[tuple[FanoutLayer, Replica]]:
        here = [(self.layer, replica) for replica in [*self.live, *self.lossy]]
        return [*here, *((self.elsewhere.layer, replica) for replica in self.far)]

    async def _arrive(self, versions: dict[int, int]) -> None:
        for layer, replica in self._sinks():
            layer.arrive(replica)
            layer.attach(replica, person_audience(replica.user), 0, versions[replica.user])

    def do(self, action: Callable[..., Any], *args: Any) -> None:
        """Carry out an action, whether it is refused or not, and deliver what it told."""
        try:
            news = self.told(action, *args)
        except CommandError:
            return
        self.layer.publish(news)
        self.elsewhere.hear(news)

    def stream(self, number: int, other: int) -> str:
        """Return the conversation of two people, or the group; one that is not there has a name too."""
        if number == other:
            return self.group
        pair = ":".join(map(str, sorted((self.people[number].pk, self.people[other].pk))))
        found = Membership.objects.filter(conversation__pair=pair).values_list("conversation", flat=True).first()
        return f"c{found or 999}"


def arrangement() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "pinned": st.booleans(),
            "archived": st.booleans(),
            "hidden": st.booleans(),
            "unread": st.booleans(),
            "cleared": st.just(value=True),
            "notify": st.sampled_from(["all", "mentions", "none"]),
            "folder": st.sampled_from(["", "work"]),
            "draft": st.sampled_from(["", "so", "语" * 300]),
            "muted_until": st.sampled_from(["", "2030-01-01T00:00:00.000Z"]),
        },
    ).filter(bool)


person = st.sampled_from(PEOPLE)
deeds = st.one_of(
    st.tuples(st.sampled_from(["request", "accept", "decline", "remove", "open"]), person, person, st.none()),
    st.tuples(st.just("say"), person, person, st.integers(1, 4)),
    st.tuples(st.just("read"), person, person, st.integers(1, 8)),
    st.tuples(st.just("arrange"), person, person, arrangement()),
    st.tuples(st.just("profile"), person, person, st.sampled_from(["Ann", "Annie", "安"])),
    st.tuples(st.sampled_from(["join", "leave", "catch up"]), person, person, st.none()),
)


def carry_out(world: World, deed: tuple[str, int, int, Any]) -> None:
    name, who, other, more = deed
    me, them = world.people[who], world.people[other]
    contact = {
        "request": direct.request_contact,
        "accept": direct.accept_contact,
        "decline": direct.decline_contact,
        "remove": direct.remove_contact,
        "open": direct.open_direct,
    }
    if name in contact:
        world.do(contact[name], me.pk, user_name(them.pk))
    elif name == "say":
        world.do(say, me, world.stream(who, other), *["hi"] * more)
    elif name == "read":
        world.do(mine.mark_read, me.pk, world.stream(who, other), more)
    elif name == "arrange":
        world.do(mine.arrange, me.pk, world.stream(who, other), more)
    elif name == "profile":
        world.do(profile.change_profile, me.pk, {"nickname": more})
    elif name == "catch up":
        world.slow[who].catch_up()
        world.elsewhere.catch_up()
    else:
        come_or_go(world, me, name)


def last_heard(stream: str, user: User) -> int:
    """Return the last version of a group that may come to a person by itself."""
    membership = Membership.objects.filter(conversation=int(stream[1:]), user=user).first()
    if membership is None:
        return 0
    return membership.version if membership.left_at else membership.conversation.version


def come_or_go(world: World, who: User, name: str) -> None:
    is_in = Membership.objects.filter(conversation=int(world.group[1:]), user=who)
    if name == "leave" and is_in.filter(left_at=None).exists():
        world.do(leave, world.group, who)
    elif name == "join" and not is_in.exists():
        begins = Conversation.objects.get(pk=world.group[1:]).last_seq + 1
        world.do(lambda: join(world.group, who, joined_seq=begins))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(todo=st.lists(deeds, max_size=25), limit=st.integers(1, 7), lost=st.lists(st.booleans(), max_size=9))
def test_every_way_leads_to_the_same(
    ann: User, bob: User, eve: User, told: Told, todo: list[tuple[str, int, int, Any]], limit: int, lost: list[bool]
) -> None:
    with undone():
        world = World([ann, bob, eve], told, limit, lost)
        for deed in todo:
            carry_out(world, deed)
        world.elsewhere.catch_up()

        for number, user in enumerate(world.people):
            fresh = Replica(user.pk).begin().shown()
            world.slow[number].catch_up()
            world.lossy[number].catch_up()
            assert world.live[number].shown() == fresh, f"{user.username}, live"
            assert world.slow[number].shown() == fresh, f"{user.username}, {limit} rows at a time"
            assert world.lossy[number].shown() == fresh, f"{user.username}, frames lost"
            assert world.far[number].shown() == fresh, f"{user.username}, in another process"
            assert world.far[number].newest.get(world.group, 0) <= last_heard(world.group, user)


@pytest.mark.django_db
def test_an_outsider_holds_nothing_of_others(ann: User, bob: User, eve: User, told: Told) -> None:
    world = World([ann, bob, eve], told, 200, [])
    for deed in (("request", 0, 1, None), ("accept", 1, 0, None), ("say", 0, 1, 3), ("say", 0, 0, 2)):
        carry_out(world, deed)

    live, outside = world.live[0].shown(), world.live[2].shown()

    assert {stream: len([key for key in rows if key.startswith("message:")]) for stream, rows in live.items()} == {
        "me": 0,
        world.group: 2,
        world.stream(0, 1): 4,
    }
    assert {stream: list(rows) for stream, rows in outside.items()} == {"me": ["profile"]}
