"""The doors the tests knock at, each with a site behind it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.blackbox.support.cast import inhabited_server
from tests.blackbox.support.server import Server

from .doors import DOORS, Door
from .echo import Echo
from .idling import IDLERS, Idling
from .people import HouseWithDoor

SIGNUP_RATE = 5


def pytest_configure() -> None:
    """Keep the log of the client's own requests out of the reports."""
    logging.getLogger("httpx").setLevel(logging.WARNING)


def closed_door(kind: str) -> Door:
    """Return a door that is not open yet; skip where the machine has no such program."""
    if DOORS[kind].is_missing():
        pytest.skip(f"{kind} is not on this machine")
    return DOORS[kind]()


@pytest.fixture(scope="session")
def houses() -> Iterator[dict[str, HouseWithDoor]]:
    """Give a running site with the cast behind each door this machine has."""
    with ExitStack() as stack:
        found = {}
        for kind in sorted(kind for kind in DOORS if not DOORS[kind].is_missing()):
            door = stack.enter_context(DOORS[kind]())
            server = stack.enter_context(server_behind(door))
            door.open(server.port)
            found[kind] = HouseWithDoor(server, door)
        yield found


@pytest.fixture(params=sorted(DOORS))
def house(request: pytest.FixtureRequest, houses: dict[str, HouseWithDoor]) -> HouseWithDoor:
    """Give the site behind one door."""
    if request.param not in houses:
        pytest.skip(f"{request.param} is not on this machine")
    return houses[request.param]


@pytest.fixture(scope="session", autouse=True)
def idling(request: pytest.FixtureRequest) -> dict[tuple[str, str], Idling]:
    """Open the connections that idle at once if a slow test is to run, so that the minute passes beside the others."""
    slow = [item for item in request.session.items if item.get_closest_marker("slow") and "test_waiting" in item.nodeid]
    houses = request.getfixturevalue("houses") if slow else {}
    return {(kind, way): IDLERS[way](house["lin"]) for kind, house in houses.items() for way in IDLERS}


@pytest.fixture(scope="session", params=sorted(DOORS))
def echo_door(request: pytest.FixtureRequest) -> Iterator[Door]:
    """Give each door with a server behind it that says what reaches it."""
    door = closed_door(request.param)
    with door, Echo() as echo:
        door.open(echo.port)
        yield door


def server_behind(door: Door) -> Server:
    """Return a server, not yet started, that knows the door as its address."""
    server = inhabited_server(
        HAPPYCHAT_BASE_URL=door.origin,
        HAPPYCHAT_TRUSTED_PROXIES="1",
        HAPPYCHAT_SIGNUP_RATE=str(SIGNUP_RATE),
    )
    server.origin = door.origin
    return server
