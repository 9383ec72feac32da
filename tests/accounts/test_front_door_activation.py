"""An account counts once its address is proven."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.addresses import forget_never_activated
from accounts.models import User
from tests.accounts.front_door import INBOX, LOGIN, Visitor, inside, path_in, person, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["tom", "TOM", "tom@example.org", "Tom@Example.org"])
def test_who_is_not_activated_cannot_enter_and_is_told_why(login: str) -> None:
    Visitor().sign_up("tom")
    tom = Visitor()

    page = tom.log_in(login)

    assert tom.who() is None
    assert page.redirect_chain[-1] == (INBOX, 302)
    assert "Your account is not active yet" in words(page)
    assert "tom@example.org" in words(page)
    assert "Send the email again" in words(page)


def test_the_page_says_it_in_chinese_too() -> None:
    Visitor().sign_up("tom")
    User.objects.update(locale="zh-hans")

    assert "账号还没有激活" in words(Visitor("zh").log_in("tom"))


@pytest.mark.parametrize("login", ["tom", "tom@example.org"])
def test_the_mail_is_sent_again_on_request(mailoutbox: list[EmailMessage], login: str) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Visitor().sign_up("tom")
        clock.shift(timedelta(hours=1))
        tom = Visitor()
        tom.log_in(login)  # sends one, as nobody asked for three minutes
        clock.shift(timedelta(minutes=4))

        page = tom.press(INBOX)

    assert "We have sent the email again" in words(page)
    assert len(mailoutbox) == 3
    tom.press(path_in(mailoutbox[-1]))
    assert tom.who() is not None


def test_asking_too_soon_sends_nothing_and_says_so(mailoutbox: list[EmailMessage]) -> None:
    tom = Visitor()
    tom.sign_up("tom")

    page = tom.press(INBOX)

    assert "An email is already on its way" in words(page)
    assert len(mailoutbox) == 1


def test_nobody_is_flooded_with_activation_mails(mailoutbox: list[EmailMessage]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Visitor().sign_up("tom")
        for _ in range(10):
            clock.shift(timedelta(minutes=4))
            stranger = Visitor()
            stranger.sign_up("tim", email="tom@example.org")
            stranger.press(INBOX)
        assert len(mailoutbox) == 3

        clock.shift(timedelta(hours=1))
        Visitor().log_in("tom")
        assert len(mailoutbox) == 4


def test_without_having_signed_up_or_logged_in_the_page_sends_nothing(mailoutbox: list[EmailMessage]) -> None:
    page = Visitor().press(INBOX, email="ann@example.org")

    assert "Log in with your username and password" in words(page)
    assert not mailoutbox


def test_another_device_activates_and_then_logs_in(mailoutbox: list[EmailMessage]) -> None:
    Visitor().sign_up("tom")
    phone = Visitor()

    page = phone.press(path_in(mailoutbox[0]))

    assert phone.who() is None, "whoever holds the mail would be inside"
    assert page.redirect_chain == [(LOGIN, 302)]
    assert "Your account is active" in words(page)
    phone.log_in("tom")
    assert phone.who() is not None


def test_the_browser_that_waits_goes_on_once_another_device_has_activated(mailoutbox: list[EmailMessage]) -> None:
    desktop = Visitor()
    desktop.sign_up("tom")
    Visitor().press(path_in(mailoutbox[0]))

    page = desktop.get(INBOX)
    desktop.press(INBOX)

    assert "Your account is active" in words(page)
    assert desktop.who() is not None


def test_a_used_link_says_so_and_lets_nobody_in(mailoutbox: list[EmailMessage]) -> None:
    Visitor().sign_up("tom")
    link = path_in(mailoutbox[0])
    Visitor().press(link)
    finder = Visitor()

    opened, pressed = finder.get(link), finder.press(link)

    assert finder.who() is None
    for page in (opened, pressed):
        assert page.status_code == 404
        assert "This link has already been used" in words(page)
        assert "Log in" in words(page)


def test_an_expired_link_says_what_to_do(mailoutbox: list[EmailMessage]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Visitor().sign_up("tom")
        clock.shift(timedelta(days=3, seconds=1))

        page = Visitor().press(path_in(mailoutbox[0]))

    assert page.status_code == 404
    assert "Links work for three days" in words(page)
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("key", ["x", "MQ:1:x", "MQ:1tX:aaaa", "1" * 500])
def test_a_forged_link_is_a_friendly_dead_end(key: str) -> None:
    page = Visitor().press(f"{INBOX}{key}/")

    assert page.status_code == 404
    assert "This link does not work any more" in words(page)


def test_a_link_of_another_account_neither_works_nor_logs_out(mailoutbox: list[EmailMessage]) -> None:
    Visitor().sign_up("tom")
    ann = inside("ann")
    link = path_in(mailoutbox[0])

    page = ann.press(link)

    assert "This link belongs to another account" in words(page)
    assert ann.who() == str(User.objects.get(username="ann").pk)
    assert not EmailAddress.objects.get(email="tom@example.org").verified
    logout = re.search(r'action="(/accounts/logout/\?next=[^"]+)"', page.content.decode())
    assert logout
    assert "Activate your account" in words(ann.press(logout[1]))


def test_who_proves_an_address_gets_it_whoever_claimed_it_before(mailoutbox: list[EmailMessage]) -> None:
    Visitor().sign_up("squatter", email="ann.new@example.org")
    ann = inside("ann")
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        ann.press("/accounts/email/", action_add="1", email="ann.new@example.org")
        ann.press(path_in(mailoutbox[-1]))

    assert User.objects.get(username="ann").email == "ann.new@example.org"
    assert User.objects.get(username="squatter").email is None
    assert "This account has no email address" in words(Visitor().log_in("squatter"))


def test_an_address_somebody_else_proved_first_cannot_be_proved_again(mailoutbox: list[EmailMessage]) -> None:
    Visitor().sign_up("tom")
    tom = EmailAddress.objects.get()
    EmailAddress.objects.create(user=person("ann"), email=tom.email, verified=True)

    page = Visitor().press(path_in(mailoutbox[0]))

    assert "already belongs to an account" in words(page)
    tom.refresh_from_db()
    assert not tom.verified


def test_a_name_nobody_activated_can_be_had_again() -> None:
    person("ann")
    inside("bob")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Visitor().sign_up("tom")
        for days in (6, 1):
            clock.shift(timedelta(days=days))
            forget_never_activated()
            assert User.objects.filter(username="tom").exists()
        clock.shift(timedelta(seconds=1))

        forget_never_activated()
        Visitor().sign_up("tom", email="another@example.org")

    assert sorted(User.objects.values_list("username", flat=True)) == ["ann", "bob", "tom"]
    assert User.objects.get(username="tom").email == "another@example.org"
