"""Every page of two-step login and of the devices is ours, in both languages, and holds to the policy."""

from __future__ import annotations

import pytest
from allauth.mfa import urls as mfa_urls
from allauth.mfa.models import Authenticator
from allauth.usersessions import urls as session_urls
from django.urls import URLPattern, URLResolver

from accounts.models import User
from tests.accounts.front_door import PASSWORD, Visitor, inside
from tests.accounts.test_front_door_pages import assert_ours
from tests.accounts.test_second_factor import CODE, TWO_STEP, asked, switched_on

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "zh-hans"]
KEY = f"{TWO_STEP}webauthn/keys/1001/"
LOOKED_AT = {
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_edit_webauthn",
    "mfa_remove_webauthn", "usersessions_list",
}  # fmt: skip
# A file, a redirect, what a script asks; and what needs a real passkey, in the tests with a browser.
ELSEWHERE = {
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_on_the_way_to_two_steps_is_ours(language: str) -> None:
    visitor = inside("ann", locale=language)
    for page in ("sessions/", "2fa/"):
        assert_ours(visitor.get(f"/accounts/{page}"), language)
    visitor.press("/accounts/reauthenticate/", password=PASSWORD)
    for page in ("totp/activate/", "webauthn/add/"):
        assert_ours(visitor.get(f"{TWO_STEP}{page}"), language)
        assert_ours(visitor.press(f"{TWO_STEP}{page}", code="000000", credential="{}"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_who_has_two_steps_is_ours(language: str) -> None:
    visitor = inside("ann", locale=language)
    switched_on(visitor)
    about = {"name": "Firefox on Linux", "credential": {}}
    Authenticator.objects.create(pk=1001, user=User.objects.get(), type="webauthn", data=about)

    pages = [f"{TWO_STEP}{page}" for page in ("", "totp/deactivate/", "recovery-codes/generate/", "reauthenticate/")]
    for path in (*pages, f"{KEY}edit/", f"{KEY}remove/", f"{TWO_STEP}recovery-codes/"):
        answer = visitor.get(path)
        assert not answer.redirect_chain
        assert_ours(answer, language)
    assert_ours(visitor.press(f"{TWO_STEP}reauthenticate/", code="1"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_that_asks_for_the_second_step_is_ours(language: str) -> None:
    switched_on(inside("ann", locale=language))
    visitor = Visitor(language)

    assert_ours(asked(visitor), language)
    assert_ours(visitor.press(CODE, code="000000"), language)


def test_no_page_of_allauth_is_forgotten() -> None:
    assert _names(mfa_urls.urlpatterns) | _names(session_urls.urlpatterns) == LOOKED_AT | ELSEWHERE


def _names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        found |= _names(pattern.url_patterns) if isinstance(pattern, URLResolver) else {str(pattern.name)}
    return found
