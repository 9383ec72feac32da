"""Every page of the front door is ours, in both languages, and holds to the content security policy."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.account import urls as allauth_urls
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults

from accounts.models import User
from tests.accounts.front_door import LOGIN, SIGN_UP, Visitor, inside, person, words

pytestmark = pytest.mark.django_db
FORGED = "password/reset/key/1-abc/"
OPEN = (
    "login/", "signup/", "inactive/", "confirm-email/", "password/reset/", "password/reset/done/", FORGED,
    "password/reset/key/done/",
)  # fmt: skip
INSIDE = (
    "logout/",
    "reauthenticate/",
    "email/",
    "password/change/",
    "inactive/",
    "password/reset/",
    "password/reset/done/",
)
ELSEWHERE = {"account_confirm_login_code", "account_confirm_email", "account_set_password"}  # tested by name below


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", OPEN)
def test_every_page_for_visitors_is_ours(page: str, language: str) -> None:
    answer = Visitor(language).get(f"/accounts/{page}")

    assert answer.status_code == 200
    assert_ours(answer, language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", INSIDE)
def test_every_page_for_people_is_ours(page: str, language: str) -> None:
    answer = inside("ann", locale=language).get(f"/accounts/{page}")

    assert answer.status_code == 200
    assert not answer.redirect_chain
    assert_ours(answer, language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_who_has_no_password_yet_chooses_one_on_a_page_of_ours(language: str) -> None:
    ann = inside("ann", locale=language)
    User.objects.get().set_unusable_password()
    user = User.objects.get()
    user.set_unusable_password()
    user.save()
    ann.client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    answer = ann.get("/accounts/password/set/")

    assert not answer.redirect_chain
    assert_ours(answer, language)


def test_no_page_of_allauth_is_forgotten() -> None:
    reachable = {pattern.name for pattern in allauth_urls.urlpatterns} - ELSEWHERE
    looked_at = {_name(f"/accounts/{page}") for page in (*OPEN, *INSIDE)}

    assert reachable == looked_at


def test_what_makes_no_sense_here_leads_to_the_login_page() -> None:
    assert Visitor().get("/accounts/login/code/confirm/").redirect_chain == [(LOGIN, 302)]
    assert Visitor().get("/accounts/").redirect_chain == [(LOGIN, 302)]
    assert Visitor().get("/accounts/3rdparty/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_welcome_page_leads_in(language: str) -> None:
    answer = Visitor(language).get("/")

    assert_ours(answer, language)
    assert f'href="{SIGN_UP}"' in answer.content.decode()
    assert f'href="{LOGIN}"' in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_dead_ends_are_ours_too(language: str, rf: RequestFactory) -> None:
    missing = Visitor(language).get("/nothing/here")
    assert missing.status_code == 404
    assert_ours(missing, language)

    forbidden = Client(enforce_csrf_checks=True, headers={"accept-language": language}).post(LOGIN)
    assert forbidden.status_code == 403
    assert_ours(forbidden, language)

    request = rf.get("/")
    with translation.override(language):
        assert_ours(defaults.permission_denied(request, PermissionError()), language)
        assert_ours(defaults.server_error(request), language)


def test_mistakes_are_told_in_the_language_of_the_page() -> None:
    person("ann")
    for fields in (
        {"username": "a", "nickname": "\u200b", "password1": "short", "email": "nonsense"},
        {"username": "admin", "nickname": "x" * 33, "password1": "password", "email": "mıke@example.org"},
        {"username": "ann", "nickname": "", "password1": "tomtomtom@example.org", "email": "tomtomtom@example.org"},
        {"username": "", "nickname": "", "password1": "", "email": ""},
    ):
        assert_ours(Visitor("zh-CN").press(SIGN_UP, **fields), "zh-hans")
    assert_ours(Visitor("zh-CN").log_in("ann", "wrong"), "zh-hans")
    ann = inside("bob", locale="zh-hans")
    assert_ours(ann.press("/accounts/email/", action_add="1", email="bob@example.org"), "zh-hans")
    assert_ours(ann.press("/accounts/password/change/", oldpassword="x", password1="y", password2="z"), "zh-hans")
    assert_ours(ann.press("/accounts/reauthenticate/", password="x"), "zh-hans")


def assert_ours(answer: Any, language: str) -> None:
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    assert 'class="auth"' in text
    assert text.count("<h1") == 1
    assert text.count("<main") == 1
    _Policy().feed(text)
    if language == "zh-hans":
        said = words(answer).replace("Happy Chat", "").replace("English", "")
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}", said), "an English sentence on a Chinese page"


def _name(path: str) -> str:
    from django.urls import resolve

    return str(resolve(path).url_name)


class _Policy(HTMLParser):
    """Object to what `script-src 'self'; style-src 'self'` would not let through."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        assert tag != "style", "inline style sheet"
        assert tag != "script" or names.get("src") or names.get("type") == "application/json", "inline script"
        assert "style" not in names, f"inline style of {tag}"
        assert not [name for name in names if name.startswith("on")], f"inline handler of {tag}"
        for name in ("src", "href", "action"):
            assert not (names.get(name) or "").startswith(("http:", "https:", "//", "javascript:")), "from elsewhere"


def test_every_page_carries_the_policy() -> None:
    policy = Visitor().get(LOGIN).headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
