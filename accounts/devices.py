"""The devices a person is signed in on: what they are called, where they are, when they were used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from happychat.layers import fanout

NOTE_EVERY = timedelta(minutes=5)
ACTIVE_WITHIN = 2 * NOTE_EVERY
MOST_AT_ONCE = 500

# What stands in a browser's description of itself, and what people call it. Most pretend to be another one as well, so
# the first that is found counts.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("EdgA", "Edge"), ("EdgiOS", "Edge"), ("Edg/", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser"), ("QQBrowser", "QQ Browser"),
    ("HuaweiBrowser", "Huawei Browser"), ("MiuiBrowser", "Mi Browser"), ("Vivaldi", "Vivaldi"), ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("OpenHarmony", "HarmonyOS"), ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
IN_THE_HAND = {"iPhone", "iPad", "HarmonyOS", "Android"}


@dataclass(frozen=True, slots=True)
class Device:
    """One sign-in session, as its person knows it."""

    pk: int
    name: str
    address: str
    since: datetime
    seen_at: datetime
    is_here: bool
    is_active: bool
    is_in_the_hand: bool


def devices_of(user: int, here: str | None) -> list[Device]:
    """Return the devices that are signed in: the one with the session key `here` first, then the latest used."""
    rows = UserSession.objects.filter(Exists(_living()), user_id=user).order_by("-last_seen_at")
    return sorted((_device(row, here) for row in rows if not row.purge()), key=lambda device: not device.is_here)


def _living() -> QuerySet[Session]:
    return Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())


def _device(row: UserSession, here: str | None) -> Device:
    is_here = row.session_key == here
    is_active = is_here or timezone.now() - row.last_seen_at < ACTIVE_WITHIN
    in_the_hand = _first(SYSTEMS, row.user_agent) in IN_THE_HAND
    seen = (row.created_at, row.last_seen_at)
    return Device(row.pk, device_name(row.user_agent), row.ip, *seen, is_here, is_active, in_the_hand)


def device_name(user_agent: str) -> str:
    """Return what a person would call a browser that describes itself so."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")


def _first(names: Iterable[tuple[str, str]], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")


def note_visit(request: HttpRequest) -> None:
    """Remember that a device was used, and from where; every few minutes is often enough."""
    key, now = request.session.session_key, timezone.now()
    known = UserSession.objects.filter(session_key=key).first()
    is_same = known is not None and request.headers.get("User-Agent", "").startswith(known.user_agent)
    if key and not (known and is_same and now - known.last_seen_at < NOTE_EVERY):
        UserSession.objects.create_from_request(request)


def note_connected() -> None:
    """Remember that the devices connected to this process are in use."""
    sinks = [sink for people in list(fanout().people.values()) for sink in list(people)]
    keys = sorted({sink.caller.session for sink in sinks})
    for start in range(0, len(keys), MOST_AT_ONCE):
        part = keys[start : start + MOST_AT_ONCE]
        UserSession.objects.filter(session_key__in=part).update(last_seen_at=timezone.now())


def forget_ended() -> None:
    """Delete sessions that have run out, and what was known of devices whose session is gone; some at a time."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).values("pk")[:MOST_AT_ONCE]
    Session.objects.filter(pk__in=list(expired.values_list("pk", flat=True))).delete()
    gone = UserSession.objects.exclude(Exists(Session.objects.filter(session_key=OuterRef("session_key"))))
    UserSession.objects.filter(pk__in=list(gone.values_list("pk", flat=True)[:MOST_AT_ONCE])).delete()
