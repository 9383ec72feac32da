"""People come back, and go."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.front_door import LOGIN, PASSWORD, Visitor, inside, person, same_page, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["ann", "ANN", " ann ", "ann@example.org", "Ann@Example.ORG"])
def test_people_log_in_by_username_or_email(login: str) -> None:
    ann = person("ann")
    visitor = Visitor()

    page = visitor.log_in(login)

    assert visitor.who() == str(ann.pk)
    assert page.redirect_chain == [("/", 302)]


@pytest.mark.parametrize(("known", "unknown"), [("ann", "tom"), ("ann@example.org", "tom@example.org")])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(known: str, unknown: str) -> None:
    person("ann")

    wrong, nobody = Visitor().log_in(known, "wrong"), Visitor().log_in(unknown, "wrong")

    assert "That username or email and that password do not match" in words(wrong)
    assert same_page(wrong, nobody, f'value="{known}"', f'value="{unknown}"')


@pytest.mark.parametrize(("known", "unknown"), [("ann", "tom"), ("ann@example.org", "tom@example.org")])
def test_a_wrong_password_takes_as_long_as_an_unknown_name(
    known: str, unknown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person("ann")
    hashed: Counter[str] = Counter()
    encode = MD5PasswordHasher.encode
    current = ""

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed[current] += 1
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for current in (known, unknown):
        Visitor().log_in(current, "wrong")

    assert hashed[known] == hashed[unknown] > 0


def test_an_activated_and_a_waiting_account_refuse_a_wrong_password_alike() -> None:
    person("ann")
    Visitor().sign_up("tom")

    active, waiting = Visitor().log_in("ann", "wrong"), Visitor().log_in("tom", "wrong")

    assert same_page(active, waiting, 'value="ann"', 'value="tom"')


@pytest.mark.parametrize("login", ["ann", "nobody"])
def test_guessing_is_slowed_down_whether_or_not_there_is_such_an_account(login: str) -> None:
    person("ann")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            assert "do not match" in words(Visitor().log_in(login, "wrong"))
        assert "Too many wrong passwords" in words(Visitor().log_in(login))

        clock.shift(timedelta(minutes=5, seconds=1))
        ann = Visitor()
        ann.log_in("ann")
        assert ann.who() is not None


def test_the_session_is_a_new_one_after_login() -> None:
    person("ann")
    ann = Visitor()
    ann.log_in("ann", "wrong")
    before = ann.client.session.session_key

    ann.log_in("ann")

    assert ann.client.session.session_key != before


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example/", r"/\evil.example", "https:evil.example", "javascript:alert(1)"],
)
def test_login_leads_to_no_other_site(elsewhere: str) -> None:
    person("ann")

    page = Visitor().client.post(LOGIN, {"login": "ann", "password": PASSWORD, "next": elsewhere})

    assert page.headers["Location"] == "/"


def test_login_leads_to_the_place_that_asked_for_it() -> None:
    person("ann")
    ann = Visitor()

    asked = ann.get("/accounts/email/")
    page = ann.log_in("ann", next="/accounts/email/")

    assert asked.redirect_chain == [("/accounts/login/?next=/accounts/email/", 302)]
    assert page.redirect_chain == [("/accounts/email/", 302)]


def test_logging_out_is_asked_for_and_done_by_a_button() -> None:
    ann = inside("ann")

    page = ann.get("/accounts/logout/")
    assert "Log out?" in words(page)
    assert ann.who() is not None

    left = ann.press("/accounts/logout/")
    assert ann.who() is None
    assert left.redirect_chain == [("/", 302)]


def test_a_closed_account_is_told_so_but_only_to_who_knows_its_password() -> None:
    person("ann", is_active=False)

    assert "This account is closed" in words(Visitor().log_in("ann"))
    assert "do not match" in words(Visitor().log_in("ann", "wrong"))


def test_a_form_of_another_site_is_refused_with_a_page_for_people() -> None:
    person("ann")
    client = Client(enforce_csrf_checks=True)

    page = client.post(LOGIN, {"login": "ann", "password": PASSWORD})

    assert page.status_code == 403
    assert "Please try again" in words(page)


# Enter as the demo people


def test_in_debug_one_enters_as_somebody_of_the_demo_world(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    ann = person("ann", nickname="Ann")
    visitor = Visitor()

    page = visitor.get(LOGIN)
    visitor.press("/dev/enter/", username="ann")

    assert "Enter as" in words(page)
    assert page.content.count(b"auth__person") == 1, "only people who exist are offered"
    assert visitor.who() == str(ann.pk)


def test_outside_debug_nobody_enters_without_a_password() -> None:
    person("ann")
    visitor = Visitor()

    assert visitor.press("/dev/enter/", username="ann").status_code == 404
    assert Client(enforce_csrf_checks=True).post("/dev/enter/", {"username": "ann"}).status_code == 404
    assert "Enter as" not in words(visitor.get(LOGIN))
    assert visitor.who() is None


@pytest.mark.parametrize("username", ["tom", "ANN", "", "closed"])
def test_in_debug_nobody_else_can_be_entered_as(username: str, settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    person("ann")
    person("tom")
    person("eve", is_active=False)
    visitor = Visitor()

    assert visitor.press("/dev/enter/", username=username or "eve").status_code == 404
    assert visitor.who() is None


def test_in_debug_another_site_cannot_make_one_enter(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    person("ann")

    assert Client(enforce_csrf_checks=True).post("/dev/enter/", {"username": "ann"}).status_code == 403
    assert Client().get("/dev/enter/").status_code == 405
    assert User.objects.get().last_login is None
