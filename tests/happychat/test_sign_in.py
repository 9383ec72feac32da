"""Who is at the other end of a socket: what Django would believe of the session, and nothing is ever written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from happychat.auth import caller_of, callers, device_of, engine_is_database, session_key, still_signed_in
from tests.conftest import session_of

pytestmark = pytest.mark.django_db


def test_a_signed_in_person_is_known_by_their_session(ann: User) -> None:
    key = session_of(ann)

    found = caller_of(key)

    assert found is not None
    assert (found.user, found.session, found.device) == (ann.pk, key, device_of(key))
    assert not found.guest
    assert not found.bot


def test_guests_and_bots_are_known_as_such(ann: User, bob: User) -> None:
    User.objects.filter(pk=ann.pk).update(is_guest=True)
    User.objects.filter(pk=bob.pk).update(is_bot=True)

    guest, bot = caller_of(session_of(ann)), caller_of(session_of(bob))

    assert guest is not None
    assert bot is not None
    assert (guest.guest, guest.bot, bot.guest, bot.bot) == (True, False, False, True)


def test_a_device_keeps_its_name_and_does_not_tell_the_key(ann: User) -> None:
    one, other = session_of(ann), session_of(ann)

    assert device_of(one) == device_of(one) != device_of(other)
    assert one not in device_of(one)
    assert len(device_of(one)) <= 64


@pytest.mark.parametrize("key", [None, "", "0" * 32, "x", "\x00", "a\x00b", "'; --", "é" * 32, "k" * 5000])
def test_a_forged_key_is_nobody(ann: User, key: str | None) -> None:
    assert caller_of(key) is None


def test_a_session_that_ended_is_nobody(ann: User) -> None:
    expired, deleted = session_of(ann), session_of(ann)
    Session.objects.filter(session_key=expired).update(expire_date=timezone.now() - timedelta(seconds=1))
    Session.objects.filter(session_key=deleted).delete()

    assert callers([expired, deleted]) == {}


def test_a_session_signed_by_another_is_nobody(ann: User) -> None:
    key = session_of(ann)
    Session.objects.filter(session_key=key).update(session_data="eyJfYXV0aF91c2VyX2lkIjoiMSJ9:forged:forged")

    assert caller_of(key) is None


def test_a_visitor_s_session_is_nobody(ann: User) -> None:
    visitor = SessionStore()
    visitor["locale"] = "en"
    visitor.create()

    assert caller_of(visitor.session_key) is None


def test_a_changed_password_ends_a_session(ann: User) -> None:
    key = session_of(ann)
    ann.set_password("another horse")
    ann.save(update_fields=["password"])

    assert caller_of(key) is None


def test_a_former_secret_key_still_counts_while_it_is_named(ann: User, settings: Settings) -> None:
    key = session_of(ann)
    former = settings.SECRET_KEY

    settings.SECRET_KEY = "a new key of many characters"
    assert caller_of(key) is None

    settings.SECRET_KEY_FALLBACKS = [former]
    assert caller_of(key) is not None


def test_who_is_inactive_is_nobody(ann: User) -> None:
    key = session_of(ann)
    User.objects.filter(pk=ann.pk).update(is_active=False)

    assert caller_of(key) is None


@pytest.mark.parametrize("backend", ["", "evil.Backend"])
def test_a_session_by_an_unknown_backend_is_nobody(ann: User, backend: str) -> None:
    session = SessionStore(session_of(ann))
    session[BACKEND_SESSION_KEY] = backend
    session.save()

    assert caller_of(session.session_key) is None


def test_a_session_of_somebody_who_is_no_more_is_nobody(ann: User) -> None:
    key = session_of(ann)
    session = SessionStore(key)
    session[SESSION_KEY] = "999999"
    session.save()

    assert caller_of(key) is None


def test_many_sessions_are_two_questions_and_nothing_is_written(ann: User, bob: User) -> None:
    keys = [session_of(user) for user in (ann, bob) for _ in range(3)]
    before = list(Session.objects.order_by("session_key").values_list())

    with CaptureQueriesContext(connection) as queries:
        found = callers([*keys, "0" * 32])

    assert found.keys() == set(keys)
    assert len(queries) == 2
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert list(Session.objects.order_by("session_key").values_list()) == before


def test_who_was_signed_in_may_go_on_until_it_ends(ann: User, bob: User, eve: User) -> None:
    here, out, banned = (caller_of(session_of(user)) for user in (ann, bob, eve))
    assert here is not None
    assert out is not None
    assert banned is not None
    Session.objects.filter(session_key=out.session).delete()
    User.objects.filter(pk=eve.pk).update(is_active=False)

    with CaptureQueriesContext(connection) as queries:
        assert still_signed_in([here, out, banned]) == {here}
    assert len(queries) == 1

    User.objects.filter(pk=ann.pk).update(password="changed")
    assert still_signed_in([here]) == set()


@pytest.mark.parametrize(
    "header",
    [
        "sid=abc",
        "other=1; sid=abc",
        'prefs={"a":[1,2]}; sid=abc',  # what other software of the same host leaves behind
        "a b=c; sid=abc; x",
        'sid="abc"',
    ],
)
def test_the_cookie_is_found_among_others(header: str) -> None:
    assert session_key([(b"host", b"testserver"), (b"cookie", header.encode())]) == "abc"


def test_the_cookie_is_found_in_several_headers() -> None:
    assert session_key([(b"cookie", b"a=1"), (b"cookie", b"sid=abc")]) == "abc"


@pytest.mark.parametrize("header", ["", "sid", "sidecar=abc", ";;;", "\xff\xfe"])
def test_no_cookie_is_no_key(header: str) -> None:
    assert not session_key([(b"cookie", header.encode("latin-1"))])
    assert not session_key([])


def test_sessions_are_where_they_are_looked_for() -> None:
    assert engine_is_database()
