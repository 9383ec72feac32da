"""Strangers become people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.adapter import AccountAdapter
from accounts.models import User
from tests.accounts.front_door import INBOX, SIGN_UP, Visitor, inside, path_in, person, same_page, words

pytestmark = pytest.mark.django_db


def test_a_newcomer_signs_up_opens_the_link_presses_its_button_and_is_inside(mailoutbox: list[EmailMessage]) -> None:
    tom = Visitor()

    page = tom.sign_up("tom", nickname="Tom 汤姆")
    link = path_in(mailoutbox[0])
    tom.get(link)
    assert tom.who() is None, "opening the link was enough"
    entered = tom.press(link)

    assert page.redirect_chain == [(INBOX, 302)]
    assert "Check your inbox" in words(page)
    assert "tom@example.org" in words(page)
    assert tom.who() == str(User.objects.get(username="tom").pk)
    assert entered.redirect_chain == [("/", 302)]


def test_what_was_typed_is_stored_cleaned() -> None:
    Visitor("zh-CN").sign_up("Tom.Brown", email=" Tom@Example.ORG ", nickname="  Ｔｏｍ\u200b \u202e汤姆 ")

    tom = User.objects.get()

    assert (tom.username, tom.email, tom.nickname, tom.locale) == (
        "tom.brown",
        "tom@example.org",
        "Tom 汤姆",
        "zh-hans",
    )
    assert not (tom.is_staff)
    assert not (tom.is_superuser)
    assert not (tom.is_bot)


def test_nobody_signs_up_as_staff() -> None:
    Visitor().sign_up("tom", is_staff="1", is_superuser="1", is_bot="1", is_guest="1")

    assert User.objects.filter(is_staff=False, is_superuser=False, is_bot=False, is_guest=False).count() == 1


@pytest.mark.parametrize(
    "username",
    [
        "a", "a" * 33, "ann smith", "-ann", ".ann", "ann@home", "ann/", "ann\n", "安",
        "аnn",  # Cyrillic а
        "a\u200bnn", "a\u202enn", "ann\u00a0", "ａｎｎ", "anñ", "annn\u0301", "ꓮnn",
    ],
)  # fmt: skip
def test_a_username_is_plain_ascii(username: str) -> None:
    page = Visitor().sign_up("tom", username=username)

    if username.strip() == "ann":  # white space around it is no part of what was typed
        assert User.objects.get().username == "ann"
    else:
        assert not User.objects.exists()
        assert page.context["form"].errors["username"]


@pytest.mark.parametrize("username", ["admin", "Root", "ROBOT", "happychat", "support", "all", "me", "lobby", "guest"])
def test_names_that_would_speak_for_the_site_are_reserved(username: str) -> None:
    page = Visitor().sign_up("tom", username=username)

    assert "This username is reserved" in words(page)
    assert not User.objects.exists()


@pytest.mark.parametrize("username", ["ann", "ANN", "aNn"])
def test_a_username_is_had_by_one_person_only_whatever_its_case(username: str) -> None:
    person("ann")

    page = Visitor().sign_up("tom", username=username)

    assert "This username is taken" in words(page)
    assert User.objects.count() == 1


def test_a_username_that_was_taken_a_moment_ago_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    save = AccountAdapter.save_user

    def too_late(adapter: AccountAdapter, *arguments: Any, **more: Any) -> User:
        monkeypatch.undo()
        person("tom", email="somebody.else@example.org")
        return save(adapter, *arguments, **more)

    monkeypatch.setattr(AccountAdapter, "save_user", too_late)
    page = Visitor().sign_up("tom")

    assert page.status_code == 200
    assert "This username is taken" in words(page)


@pytest.mark.parametrize("nickname", ["", "   ", "\u200b\u200d", "\u3164", "\u202e", "\u0301"])
def test_a_nickname_can_be_seen(nickname: str) -> None:
    page = Visitor().sign_up("tom", nickname=nickname)

    assert page.context["form"].errors["nickname"]


@pytest.mark.parametrize(
    ("nickname", "fits"), [("林" * 32, True), ("😀" * 32, True), ("林" * 33, False), ("😀" * 33, False)]
)
def test_a_nickname_has_at_most_32_characters(nickname: str, fits: bool) -> None:
    Visitor().sign_up("tom", nickname=nickname)

    assert User.objects.filter(nickname=nickname).exists() is fits


@pytest.mark.parametrize("email", ["tom", "tom@", "mıke@example.org", f"{'a' * 250}@example.org"])
def test_an_address_is_a_plain_one(email: str) -> None:
    page = Visitor().sign_up("tom", email=email)

    assert page.context["form"].errors["email"]
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "password", "12345678", "tom@example.org"])
def test_a_password_is_not_easily_guessed(password: str) -> None:
    page = Visitor().sign_up("tom", password1=password)

    assert page.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_a_refused_form_keeps_what_was_typed_but_the_password_and_leads_to_the_first_mistake() -> None:
    page = Visitor().sign_up("tom", username="admin", nickname="Tom <b>", password1="a very good password")

    text = page.content.decode()
    assert 'value="tom@example.org"' in text
    assert 'value="Tom &lt;b&gt;"' in text
    assert "a very good password" not in text
    assert text.count("autofocus") == 1
    assert text.index('name="username"') < text.index("autofocus") < text.index('name="nickname"')


# An address that has an account


def test_a_taken_address_gets_the_same_page_and_only_its_owner_hears_of_it(mailoutbox: list[EmailMessage]) -> None:
    person("ann", locale="zh-hans")

    known = Visitor().sign_up("tom", email="Ann@Example.org")
    unknown = Visitor().sign_up("tim", email="tim@example.org")

    assert same_page(known, unknown, "ann@example.org", "tim@example.org")
    assert known.redirect_chain == unknown.redirect_chain
    assert not User.objects.filter(username="tom").exists()
    (notice, _activation) = mailoutbox
    assert notice.to == ["ann@example.org"]
    assert notice.subject == "你已经有 Happy Chat 账号了"
    assert "@ann" in notice.body


def test_asking_for_the_mail_again_does_not_tell_whether_an_address_has_an_account() -> None:
    person("ann")
    known, unknown = Visitor(), Visitor()
    known.sign_up("tom", email="ann@example.org")
    unknown.sign_up("tim", email="tim@example.org")

    assert same_page(known.press(INBOX), unknown.press(INBOX), "ann@example.org", "tim@example.org")


def test_an_address_nobody_has_confirmed_yet_stays_free_for_its_owner(mailoutbox: list[EmailMessage]) -> None:
    inside("ann").press("/accounts/email/", action_add="1", email="tom@example.org")

    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        tom = Visitor()
        tom.sign_up("tom")
        tom.press(path_in(mailoutbox[-1]))

    assert User.objects.get(pk=tom.who() or "").email == "tom@example.org"
    assert EmailAddress.objects.get(email="tom@example.org").user.username == "tom"


def test_sign_ups_are_limited_per_address(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}

    answers = [Visitor().sign_up(f"tom{number}") for number in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "One moment, please" in words(answers[-1])


def test_a_closed_site_says_so_kindly(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(settings.ENV, "registration", "closed")

    page = Visitor().sign_up("tom")

    assert "No new accounts at the moment" in words(page)
    assert not User.objects.exists()
    assert SIGN_UP not in Visitor().get("/").content.decode()
    assert SIGN_UP not in Visitor().get("/accounts/login/").content.decode()
