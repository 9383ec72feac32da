"""In whose language a page speaks, what that costs, and that Chinese is complete."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import polib
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as site
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation.template import templatize

from accounts.middleware import PreferredLocale
from accounts.models import User
from tests.accounts.front_door import LOGIN, SIGN_UP, Visitor, inside, person, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh-TW,zh;q=0.9", "zh-hans"),
        ("zh-HK", "zh-hans"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_a_visitor_is_spoken_to_in_the_browsers_language(header: str, language: str) -> None:
    assert Visitor(header).get(LOGIN).headers["Content-Language"] == language


def test_a_chosen_language_is_kept_and_the_page_stays() -> None:
    visitor = Visitor("en")

    page = visitor.press("/language/?next=/accounts/signup/", language="zh-hans")

    assert page.redirect_chain == [("/accounts/signup/", 302)]
    assert "注册账号" in words(page)
    assert visitor.client.cookies["locale"].value == "zh-hans"


def test_every_page_offers_the_other_language_and_comes_back_to_itself() -> None:
    text = Visitor().get("/accounts/login/?next=/chats/c1").content.decode()

    assert 'action="/language/?next=%2Faccounts%2Flogin%2F%3Fnext%3D%2Fchats%2Fc1"' in text
    assert 'name="language" value="zh-hans"' in text
    assert 'name="next" value="/chats/c1"' in text, "the login form's own"


def test_a_language_switch_leads_to_no_other_site() -> None:
    page = Visitor().client.post("/language/?next=https://evil.example/", {"language": "zh-hans"})

    assert page.headers["Location"] == "/"


def test_a_persons_language_wins_over_cookie_and_browser_and_is_theirs_to_choose() -> None:
    ann = inside("ann", locale="zh-hans")
    ann.client.cookies["locale"] = "en"
    assert ann.get("/accounts/email/").headers["Content-Language"] == "zh-hans"

    ann.press("/language/", language="en")
    assert User.objects.get().locale == "en"
    assert ann.get("/accounts/email/").headers["Content-Language"] == "en"

    ann.press("/language/", language="xx")
    assert User.objects.get().locale == "en"


def test_looks_follow_the_person() -> None:
    assert 'data-theme="auto"' in Visitor().get(LOGIN).content.decode()
    ann = inside("ann", preferences={"theme": "dark"})
    assert 'data-theme="dark"' in ann.get("/accounts/email/").content.decode()


@pytest.mark.parametrize("page", ["/", LOGIN, SIGN_UP])
def test_a_visitor_costs_no_query(page: str, django_assert_num_queries: Any) -> None:
    visitor = Visitor()

    with django_assert_num_queries(0):
        visitor.get(page)


@pytest.mark.parametrize("path", ["/api/v1/bootstrap", "/ws/", "/static/dist/app.css", "/hooks/x"])
def test_nobody_is_looked_up_for_the_language_of_a_machines_request(
    path: str, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    request = _with_session(rf.get(path, headers={"accept-language": "zh"}))

    with django_assert_num_queries(0):
        answer = PreferredLocale(lambda _request: HttpResponse())(request)

    assert answer.headers["Content-Language"] == "zh-hans"


@pytest.mark.django_db(transaction=True)
def test_the_middleware_can_be_awaited(rf: RequestFactory) -> None:
    person("ann", locale="zh-hans")

    async def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.LANGUAGE_CODE} {translation.get_language()}")

    response = async_to_sync(PreferredLocale(answer))(_with_session(rf.get("/"), User.objects.get()))

    assert response.content == b"zh-hans zh-hans"


def _with_session(request: HttpRequest, user: User | None = None) -> HttpRequest:
    request.session = SessionStore()
    if user is not None:
        request.session["_auth_user_id"] = str(user.pk)
        request.session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        request.session["_auth_user_hash"] = user.get_session_auth_hash()
    request.COOKIES[site.SESSION_COOKIE_NAME] = "anything"
    return request


def test_chinese_is_complete() -> None:
    texts = polib.pofile(str(site.BASE_DIR / "locale/zh_Hans/LC_MESSAGES/django.po"))

    assert not texts.untranslated_entries()
    assert not texts.fuzzy_entries()
    assert not texts.obsolete_entries()
    assert _said_by_templates() | _said_by_python() == {entry.msgid for entry in texts}


def test_translations_keep_the_gaps_that_are_filled_in_later() -> None:
    for entry in polib.pofile(str(site.BASE_DIR / "locale/zh_Hans/LC_MESSAGES/django.po")):
        gaps = re.compile(r"%\(\w+\)s|</?strong>")
        assert sorted(gaps.findall(entry.msgid)) == sorted(gaps.findall(entry.msgstr)), entry.msgid


def _said_by_templates() -> set[str]:
    call = re.compile(r"""gettext\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")
    files = [path for path in (site.BASE_DIR / "templates").rglob("*") if path.is_file()]
    return {ast.literal_eval(text) for path in files for text in call.findall(templatize(path.read_text("utf-8")))}


def _said_by_python() -> set[str]:
    files = [
        path for app in ("happychat", "accounts", "chat", "groups") for path in (site.BASE_DIR / app).rglob("*.py")
    ]
    return {text for path in files for text in _said_in(path)}


def _said_in(path: Path) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call) and node.args]
    names = {"gettext", "gettext_lazy", "gettext_noop", "translate", "_"}
    return [
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in names
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    ]
