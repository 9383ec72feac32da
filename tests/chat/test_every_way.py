"""Whatever people do: live frames, small steps of catching up and a fresh fetch lead to the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.robot import robot
from happychat.commands.registry import commands
from happychat.ids import user_name
from tests.deeds import DEEDS, Deed, Doing, deeds
from tests.faults.length import by_length
from tests.groups.groups import befriend, hills
from tests.world import Told, World, undone

PEOPLE = 4


def test_every_command_that_changes_something_is_tried() -> None:
    assert set(DEEDS) == {name for name, command in commands.items() if command.together is not None}


@pytest.mark.timeout(by_length(600, 3600))
@pytest.mark.django_db
@settings(
    max_examples=by_length(20, 1000),
    derandomize=by_length(True, False),  # a landing does not depend on luck; others are tried at length
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    todo=st.lists(deeds(PEOPLE), min_size=15, max_size=30),
    limit=st.integers(1, 7),
    lost=st.lists(st.booleans(), max_size=9),
)
def test_every_way_leads_to_the_same(
    ann: User, bob: User, eve: User, lin: User, told: Told, todo: list[Deed | None], limit: int, lost: list[bool]
) -> None:
    with undone():
        robot()  # everybody's friend, whom the first to enter the lobby would make
        group = hills(ann, bob, eve, public=True, join="approval", notice="Bring water")
        befriend(ann, lin)
        world = World([ann, bob, eve, lin], told, limit=limit, lost=lost)
        doing = Doing(world, group)
        for deed in todo:
            if deed is None:
                world.catch_up()
            else:
                doing.do(deed)

        world.catch_up()
        world.compare()


@pytest.mark.django_db
@pytest.mark.parametrize("lost", [[True], [False, True], [True, False], [True, True, False], [False, True, True]])
def test_who_left_and_came_back_keeps_nothing_of_before_where_steps_were_lost(
    ann: User, bob: User, eve: User, told: Told, lost: list[bool]
) -> None:
    group = hills(ann, bob, eve)
    befriend(bob, eve)
    world = World([ann, bob, eve], told, lost=lost)

    world.do(eve, "group.leave", stream=group)
    world.do(bob, "message.send", stream=group, client_id="without-eve-12345678", body="Without Eve")
    world.do(bob, "group.invite", stream=group, users=[user_name(eve.pk)])

    world.catch_up()
    world.compare()
