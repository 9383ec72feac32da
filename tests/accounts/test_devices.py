"""A person sees where they are signed in, and signs out what they do not know."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.devices import device_name, devices_of, forget_ended
from accounts.models import User
from accounts.sessions import end_all_sessions, end_other_sessions, end_session
from happychat.auth import ENDINGS
from tests.accounts.front_door import Visitor, inside, person, words

pytestmark = pytest.mark.django_db

DEVICES = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1"
    " Mobile/15E148 Safari/604.1"
)


def signed_in_on(user_agent: str, login: str = "ann") -> Visitor:
    """Log in on a device that describes itself so."""
    visitor = Visitor()
    visitor.client = Client(headers={"user-agent": user_agent, "accept-language": "en"})
    visitor.log_in(login)
    return visitor


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        (PHONE.replace("Version/19.1", "CriOS/150.0.0.0"), "Chrome on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/150.0.0.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 16; …) … Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0",
            "WeChat on Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) … Version/19.1 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (Linux; Android 16; K) … Chrome/150.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_called_what_people_call_it(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_the_page_names_the_devices_and_marks_this_one() -> None:
    person("ann")
    signed_in_on(PHONE)
    here = signed_in_on(FIREFOX)

    said = words(here.get(DEVICES))

    assert "Firefox on Linux This device 127.0.0.1 · active now" in said
    assert "Safari on iPhone 127.0.0.1" in said
    assert said.index("Firefox") < said.index("Safari"), "this one comes first"


def test_one_device_is_signed_out_and_the_others_stay() -> None:
    ann = person("ann")
    phone, here = signed_in_on(PHONE), signed_in_on(FIREFOX)
    device = UserSession.objects.get(user_agent=PHONE)

    page = here.press(DEVICES, device=str(device.pk))

    assert "The device is signed out." in words(page)
    assert phone.get("/chats").redirect_chain, "led to the login page"
    assert here.who() == str(ann.pk)
    assert [device.name for device in devices_of(ann.pk, None)] == ["Firefox on Linux"]


def test_all_others_are_signed_out_at_once() -> None:
    person("ann")
    others, here = [signed_in_on(PHONE) for _ in range(3)], signed_in_on(FIREFOX)

    here.press(DEVICES, others="1")

    assert here.who()
    assert not any(other.who() for other in others)
    assert Session.objects.count() == 1


def test_nobody_signs_out_the_devices_of_others() -> None:
    person("ann")
    phone = signed_in_on(PHONE)
    eve = inside("eve")

    for wanted in (str(UserSession.objects.get(user_agent=PHONE).pk), "0", "-1", "x", "٣", ""):
        eve.press(DEVICES, device=wanted)
    eve.press(DEVICES, others="1")

    assert phone.who()


def test_the_processes_are_told_whose_sessions_ended(told: object) -> None:
    ann = person("ann")
    signed_in_on(PHONE)
    here = signed_in_on(FIREFOX)
    device = UserSession.objects.get(user_agent=PHONE)

    for end, *args in (
        (end_session, ann.pk, device.pk),
        (end_other_sessions, ann.pk, here.client.session.session_key),
        (end_all_sessions, ann.pk),
    ):
        (word,) = told(end, *args)  # type: ignore[operator]
        assert (word.audience, orjson.loads(word.frame)) == (ENDINGS, [ann.pk])
    assert Session.objects.count() == 0


def test_a_changed_password_leaves_only_the_device_it_was_changed_on() -> None:
    ann = person("ann")
    signed_in_on(PHONE)
    here = signed_in_on(FIREFOX)

    new = "two persimmons on the sill"
    here.press("/accounts/password/change/", oldpassword="persimmon tree by the well", password1=new, password2=new)

    assert [device.name for device in devices_of(ann.pk, here.client.session.session_key)] == ["Firefox on Linux"]


def test_a_device_is_seen_again_when_it_comes_back_later() -> None:
    ann = person("ann")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        here = signed_in_on(FIREFOX)
        clock.shift(timedelta(days=3))
        (before,) = devices_of(ann.pk, None)
        here.get("/chats")
        (after,) = devices_of(ann.pk, None)

    assert (before.is_active, after.is_active) == (False, True)
    assert after.seen_at - before.seen_at == timedelta(days=3)
    assert after.since == before.since


def test_looking_again_and_again_writes_nothing(django_assert_num_queries: object) -> None:
    person("ann")
    here = signed_in_on(FIREFOX)
    here.get("/chats")

    before = UserSession.objects.get().last_seen_at
    here.get("/chats")

    assert UserSession.objects.get().last_seen_at == before


def test_what_has_run_out_is_forgotten() -> None:
    ann = person("ann")
    signed_in_on(PHONE)
    here = signed_in_on(FIREFOX)
    Session.objects.exclude(session_key=here.client.session.session_key).update(expire_date=timezone.now())
    assert len(devices_of(ann.pk, None)) == 1

    forget_ended()
    forget_ended()

    assert Session.objects.count() == UserSession.objects.count() == 1


def test_only_who_is_signed_in_has_devices() -> None:
    assert Visitor().get(DEVICES).redirect_chain == [(f"/accounts/login/?next={DEVICES}", 302)]
    assert User.objects.count() == 0
