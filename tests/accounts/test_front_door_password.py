"""A forgotten password is replaced, a known one changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from tests.accounts.front_door import PASSWORD, RESET, Visitor, inside, link_in, path_in, person, same_page, words

pytestmark = pytest.mark.django_db

CHANGE = "/accounts/password/change/"
NEW = "another tree by another well"


def choose(visitor: Visitor, link: str, password: str = NEW) -> Any:
    """Open the link of a reset mail and choose a password."""
    form = visitor.get(link)
    return visitor.press(form.redirect_chain[-1][0], password1=password, password2=password)


def test_a_forgotten_password_is_replaced_by_the_link_of_a_mail(mailoutbox: list[EmailMessage]) -> None:
    ann = person("ann")
    visitor = Visitor()

    asked = visitor.press(RESET, email="Ann@Example.org")
    done = choose(visitor, path_in(mailoutbox[0]))
    visitor.log_in("ann", NEW)

    assert "Check your inbox" in words(asked)
    assert "@ann" in mailoutbox[0].body
    assert "Log in with your new password" in words(done)
    assert visitor.who() == str(ann.pk)
    assert Visitor().log_in("ann", PASSWORD).status_code == 200
    assert [mail.subject for mail in mailoutbox[1:]] == ["Your Happy Chat password was changed"]


def test_a_link_works_once_and_not_for_ever(mailoutbox: list[EmailMessage]) -> None:
    person("ann")
    visitor = Visitor()
    visitor.press(RESET, email="ann@example.org")
    link = path_in(mailoutbox[0])

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert "This link does not work any more" in words(Visitor().get(link))
    choose(visitor, link)
    assert "This link does not work any more" in words(Visitor().get(link))


def test_a_link_leaves_its_key_behind(mailoutbox: list[EmailMessage]) -> None:
    person("ann")
    visitor = Visitor()
    visitor.press(RESET, email="ann@example.org")

    form = visitor.get(path_in(mailoutbox[0]))

    assert form.redirect_chain[-1][0].endswith("-set-password/"), "the address may be seen by others"


def test_an_unknown_address_gets_the_same_answer(mailoutbox: list[EmailMessage]) -> None:
    person("ann")

    known = Visitor().press(RESET, email="ann@example.org")
    unknown = Visitor().press(RESET, email="tom@example.org")

    assert same_page(known, unknown)
    assert known.redirect_chain == unknown.redirect_chain
    assert mailoutbox[1].to == ["tom@example.org"]
    assert mailoutbox[1].subject == "No Happy Chat account with this address"


@pytest.mark.parametrize("email", ["ann@example.org", "tom@example.org"])
def test_nobody_is_flooded_with_reset_mails(email: str, mailoutbox: list[EmailMessage]) -> None:
    person("ann")

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(20):
            Visitor().press(RESET, email=email)
            clock.shift(timedelta(minutes=2))
        assert len(mailoutbox) == 3

        clock.shift(timedelta(hours=1))
        Visitor().press(RESET, email=email)
        assert len(mailoutbox) == 4


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": "evil.example"},
        {"x-forwarded-proto": "https", "x-forwarded-host": "evil.example"},
        {"host": "localhost"},
        {"host": "127.0.0.1:9999"},
        {"forwarded": "host=evil.example"},
    ],
)
def test_links_begin_with_the_configured_address_whatever_the_request_says(
    headers: dict[str, str], mailoutbox: list[EmailMessage]
) -> None:
    person("ann")
    client = Client(headers=headers)

    client.post(RESET, {"email": "ann@example.org"})
    client.post(RESET, {"email": "tom@example.org"})
    client.post("/accounts/signup/", {"email": "ann@example.org", "username": "x1", "nickname": "x", "password1": NEW})
    client.post("/accounts/signup/", {"email": "tim@example.org", "username": "x2", "nickname": "x", "password1": NEW})

    assert len(mailoutbox) == 4
    for mail in mailoutbox:
        html = str(mail.alternatives[0][0])  # type: ignore[attr-defined]
        assert link_in(mail).startswith("http://testserver/accounts/")
        assert "evil" not in mail.body + html
        assert "9999" not in mail.body + html
        assert "localhost" not in mail.body + html + str(mail.message()["Message-ID"])


def test_a_foreign_host_name_is_refused() -> None:
    assert Client(headers={"host": "evil.example"}).post(RESET, {"email": "ann@example.org"}).status_code == 400


def test_an_address_that_is_not_confirmed_yet_opens_no_account(mailoutbox: list[EmailMessage]) -> None:
    ann = inside("ann")
    ann.press("/accounts/email/", action_add="1", email="typo@example.org")
    mailoutbox.clear()

    Visitor().press(RESET, email="typo@example.org")

    assert [mail.subject for mail in mailoutbox] == ["No Happy Chat account with this address"]


def test_an_account_that_waits_can_be_given_a_new_password_and_still_waits(mailoutbox: list[EmailMessage]) -> None:
    Visitor().sign_up("tom")
    visitor = Visitor()
    visitor.press(RESET, email="tom@example.org")

    choose(visitor, path_in(mailoutbox[-1]))
    page = visitor.log_in("tom", NEW)

    assert "Your account is not active yet" in words(page)


def test_two_different_passwords_are_refused(mailoutbox: list[EmailMessage]) -> None:
    person("ann")
    visitor = Visitor()
    visitor.press(RESET, email="ann@example.org")
    form = visitor.get(path_in(mailoutbox[0]))

    page = visitor.press(form.redirect_chain[-1][0], password1=NEW, password2=NEW + "!")

    assert page.context["form"].errors["password2"]


def test_a_known_password_is_changed_and_other_devices_are_out(mailoutbox: list[EmailMessage]) -> None:
    here = inside("ann")
    there = Visitor()
    there.log_in("ann")

    page = here.press(CHANGE, oldpassword=PASSWORD, password1=NEW, password2=NEW)

    assert "Your password is changed" in words(page)
    assert here.get(CHANGE).status_code == 200
    assert there.get(CHANGE).redirect_chain == [(f"/accounts/login/?next={CHANGE}", 302)]
    assert [mail.subject for mail in mailoutbox] == ["Your Happy Chat password was changed"]


def test_a_password_is_not_changed_without_the_old_one() -> None:
    ann = inside("ann")

    page = ann.press(CHANGE, oldpassword="wrong", password1=NEW, password2=NEW)

    assert "This is not your current password" in words(page)
    assert "do not match" in words(Visitor().log_in("ann", NEW))
