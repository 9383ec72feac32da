"""The fixed cast, and what tests share: Ann owns, Bob is a member, Eve is outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from channels.layers import channel_layers
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.robot import USERNAME
from chat.actions import direct
from chat.presence.attendance import Attendance
from chat.robot.answering import Robot
from happychat.auth import Caller, caller_of
from happychat.commands import rates
from happychat.commands.execute import execute
from happychat.ids import user_name
from happychat.models import Epoch
from happychat.streams import announcing
from happychat.streams.steps import Signal, Step


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Begin without the robot, as after the flush of a transactional test; who wants it calls `robot()`."""
    with django_db_blocker.unblock():
        User.objects.filter(username=USERNAME).delete()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Begin each test with empty limits, caches and audiences, in English."""
    cache.clear()
    rates.reset()
    translation.activate(settings.LANGUAGE_CODE)  # a page in Chinese leaves its language to whoever comes next
    yield
    channel_layers.backends.clear()


@pytest.fixture(autouse=True)
def _uncounted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave presence to its own tests: it writes and tells by itself, whatever else goes on."""
    if "attendance" not in request.fixturenames:
        monkeypatch.setattr(Attendance, "started", lambda self: None)
    if "happy" not in request.fixturenames:  # nor does the robot look about where it is not asked for
        monkeypatch.setattr(Robot, "started", lambda self: None)


@pytest.fixture
def make_person(db: None) -> Callable[[str], User]:
    """Make people by username."""
    Epoch.objects.get_or_create(pk=1)  # the flush after a transactional test takes the migration's row along

    def make(username: str, **about: Any) -> User:
        about = {"nickname": username.capitalize(), "email": f"{username}@example.org", **about}
        return User.objects.create_user(username, password="correct horse", **about)

    return make


@pytest.fixture
def ann(make_person: Callable[[str], User]) -> User:
    """Ann, who owns what there is."""
    return make_person("ann")


@pytest.fixture
def bob(make_person: Callable[[str], User]) -> User:
    """Bob, who is a member of it."""
    return make_person("bob")


@pytest.fixture
def eve(make_person: Callable[[str], User]) -> User:
    """Eve, who is outside."""
    return make_person("eve")


@pytest.fixture
def lin(make_person: Callable[[str], User]) -> User:
    """Lin, who looks on."""
    return make_person("lin")


@pytest.fixture
def talk(ann: User, bob: User) -> str:
    """Return the conversation of Ann and Bob, who are friends."""
    direct.request_contact(ann.pk, user_name(bob.pk))
    stream: str = direct.accept_contact(bob.pk, user_name(ann.pk))["stream"]
    return stream


@pytest.fixture
def announced() -> Iterator[list[Step | Signal]]:
    """Return what is announced from now on; in a test's own transaction through django_capture_on_commit_callbacks."""
    heard: list[Step | Signal] = []
    before = announcing._publish
    announcing.publish_with(heard.extend)
    yield heard
    announcing.publish_with(before)


@pytest.fixture
def told(announced: list[Step | Signal], django_capture_on_commit_callbacks: Any) -> Callable[..., list[Step | Signal]]:
    """Carry out an action in the test's own transaction and return what it announced."""

    def told_by(action: Callable[..., Any], *args: Any) -> list[Step | Signal]:
        announced.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*args)
        return list(announced)

    return told_by


def session_of(user: User) -> str:
    """Sign a person in and return the session key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def caller(user: User) -> Caller:
    """Return the person as a command's caller."""
    found = caller_of(session_of(user))
    assert found is not None
    return found


def run(user: User, name: str, /, **arguments: Any) -> dict[str, Any]:
    """Execute a command as any transport would, and return its reply frame (needs transaction=True)."""
    import orjson

    return asyncio.run(execute(caller(user), orjson.dumps({"id": 1, "command": name, **arguments}), id_needed=True))


def signed_in(user: User) -> Client:
    """Return an HTTP client of a signed-in person."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
