"""Who is at the other end of a socket: Django's session, read and never written."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http.cookie import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from happychat.sets import among, rows, wanted

used_tokens: set[str] = set()  # digests of those that let somebody in; accounts.bots writes down when
ENDINGS = "sessions"  # the audience of the processes: whose sessions ended just now


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person on one device."""

    user: int
    device: str
    session: str
    password: str = ""  # a digest of the password's hash, which changes with it
    guest: bool = False
    bot: bool = False
    token: str = ""  # the digest of the service token that came instead of a session


def device_of(session_key: str) -> str:
    """Return the name of the sign-in session's device: stable, and no help in guessing the key."""
    return "d" + hashlib.sha256(session_key.encode()).hexdigest()[:15]


def session_key(headers: list[tuple[bytes, bytes]]) -> str | None:
    """Return the session cookie's value from ASGI headers, read as Django reads it for pages."""
    cookies = b"; ".join(value for name, value in headers if name == b"cookie")
    return parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)


def callers(keys: list[str]) -> dict[str, Caller]:
    """Return who the session keys belong to; those that count no more are left out. Two queries.

    What Django's `get_user` checks is checked: expiry, the back end, the password hash (also under former secret keys),
    `is_active`. Unlike there nothing is flushed or rotated: a socket never writes a session.
    """
    decode = SessionStore().decode
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    wanted_keys, parameters = among(keys, "text")
    sessions = (
        f"SELECT session_key, session_data FROM django_session WHERE expire_date > %s AND session_key {wanted_keys}"  # noqa: S608
    )
    held: dict[str, dict[str, Any]] = {key: decode(data) for key, data in rows(sessions, [now, *parameters])}
    people = _people({int(data[SESSION_KEY]) for data in held.values() if SESSION_KEY in data})
    user = get_user_model()()  # one for all: to make a model for each would be most of the time
    found: dict[str, Caller] = {}
    for key, data in held.items():
        person = people.get(data.get(SESSION_KEY, ""))
        if person is None:
            continue
        pk, user.password, is_guest, is_bot = person
        if _counts(user, data):
            digest = password_digest(user.password)
            found[key] = Caller(pk, device_of(key), key, digest, guest=bool(is_guest), bot=bool(is_bot))
    return found


def _people(ids: set[int]) -> dict[str, tuple[Any, ...]]:
    if not ids:
        return {}
    wanted_ids, parameters = among(ids, "bigint")
    people = f"SELECT id, password, is_guest, is_bot FROM accounts_user WHERE is_active AND id {wanted_ids}"  # noqa: S608
    return {str(person[0]): person for person in rows(people, parameters)}


def still_signed_in(asking: Iterable[Caller]) -> set[Caller]:
    """Return who of the callers may go on: session there, person active, password the same; or the token. One query.

    Cheaper than `callers`, which decodes and verifies each session; what it found before is compared here.
    """
    asking = set(asking)
    programs = {caller for caller in asking if caller.token}
    return _with_session(asking - programs) | _with_token(programs)


def _with_token(asking: set[Caller]) -> set[Caller]:
    present = callers_by_token([caller.token for caller in asking])
    return {caller for caller in asking if caller.token in present}


def _with_session(asking: set[Caller]) -> set[Caller]:
    if not asking:
        return asking
    pairs, parameters = wanted({"session": "text", "person": "bigint"}, {(c.session, c.user) for c in asking})
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    present = (
        f"SELECT session, person, password FROM {pairs} JOIN accounts_user u ON u.id = person AND u.is_active"  # noqa: S608
        " JOIN django_session s ON s.session_key = session AND s.expire_date > %s"
    )
    passwords = {(row[0], row[1]): row[2] for row in rows(present, [*parameters, now])}
    return {c for c in asking if _is_same(passwords.get((c.session, c.user)), c.password)}


def _is_same(password: str | None, digest: str) -> bool:
    return password is not None and password_digest(password) == digest


def bearer_token(header: str) -> str | None:
    """Return the token of an Authorization header; None where it brings none."""
    kind, _, token = header.partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def token_digest(token: str) -> str:
    """Return what is stored of a token; it has 256 random bits, so a plain digest is no help in guessing it."""
    return hashlib.sha256(token.encode()).hexdigest()


def callers_by_token(digests: list[str]) -> dict[str, Caller]:
    """Return the bots whose tokens have these digests; those that were revoked are left out. One query at most."""
    if not digests:
        return {}
    asked, parameters = among(digests, "text")
    bots = (
        "SELECT t.digest, u.id FROM accounts_token t JOIN accounts_user u ON u.id = t.bot_id AND u.is_active"  # noqa: S608
        f" AND u.is_bot WHERE t.revoked_at IS NULL AND t.digest {asked}"
    )
    found = {
        digest: Caller(user, "b" + digest[:15], "", bot=True, token=digest) for digest, user in rows(bots, parameters)
    }
    used_tokens.update(found)
    return found


def password_digest(password: str) -> str:
    """Return what tells one stored password from another and is no help in guessing either."""
    return hashlib.sha256(password.encode()).hexdigest()


def caller_of(key: str | None) -> Caller | None:
    """Return who one session key belongs to."""
    return callers([key]).get(key) if key and key.isalnum() else None  # quoted, a cookie can hold anything


def _counts(user: Any, data: dict[str, Any]) -> bool:
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    held = data.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(held, valid) for valid in hashes)


def session_of(request: Any) -> str | None:
    """Return the session key of a Django request."""
    key: str | None = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return key


def engine_is_database() -> bool:
    """Tell whether sessions are where this module looks for them (a start-up check)."""
    return importlib.import_module(settings.SESSION_ENGINE).SessionStore.get_model_class() is Session
