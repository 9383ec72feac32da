"""Two-step login: a code counts once, secrets are not stored for reading, a lost phone is no lost account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import SecondFactorAdapter, has_passkeys, renew_secrets
from tests.accounts.front_door import PASSWORD, Visitor, inside, person, words

pytestmark = pytest.mark.django_db

TWO_STEP, CODE, CODES = "/accounts/2fa/", "/accounts/2fa/authenticate/", "/accounts/2fa/recovery-codes/"


@pytest.fixture
def clock() -> Any:
    """Give a clock that stands until it is moved."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def code_now(secret: str, ticks: int = 0) -> str:
    """Return what the app shows, or showed some ticks ago."""
    return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + ticks)))


def switched_on(visitor: Visitor) -> tuple[str, list[str]]:
    """Switch codes on for who is signed in here; return the app's secret and the recovery codes."""
    visitor.press("/accounts/reauthenticate/", password=PASSWORD)
    page = visitor.get(f"{TWO_STEP}totp/activate/")
    secret = re.search(r'<p class="code"[^>]*>(\w+)</p>', page.content.decode())
    assert secret
    page = visitor.press(f"{TWO_STEP}totp/activate/", code=code_now(secret[1]))
    return secret[1], re.findall(r'<li class="code">(\d+)</li>', page.content.decode())


def asked(visitor: Visitor, login: str = "ann") -> Any:
    """Give the right password and return the page that asks for more."""
    page = visitor.log_in(login)
    assert page.redirect_chain[-1][0] == CODE
    assert visitor.who() is None
    return page


@pytest.fixture
def ann(clock: Any) -> tuple[str, list[str]]:
    """Let Ann have two-step login; return her secret and her codes. Some time has gone by since."""
    found = switched_on(inside("ann"))
    clock.shift(timedelta(minutes=10))
    return found


def test_the_password_alone_lets_nobody_in_any_more(ann: tuple[str, list[str]]) -> None:
    visitor = Visitor()

    assert "Six digits from your app" in words(asked(visitor))
    assert visitor.get("/accounts/sessions/").redirect_chain[0][0].startswith("/accounts/login/")


def test_the_code_of_the_moment_does_and_so_do_its_neighbours(ann: tuple[str, list[str]], clock: Any) -> None:
    for ticks in (0, -1, 1):
        visitor = Visitor()
        asked(visitor)
        visitor.press(CODE, code=code_now(ann[0], ticks))
        assert visitor.who()
        clock.shift(timedelta(minutes=2))


@pytest.mark.parametrize("seconds", [0, 5, 29, 31, 59])
def test_a_code_counts_once_however_long_it_fits_the_clock(
    ann: tuple[str, list[str]], clock: Any, seconds: int
) -> None:
    code = code_now(ann[0], 1)
    first, second = Visitor(), Visitor()
    asked(first)
    first.press(CODE, code=code)
    assert first.who()

    clock.shift(timedelta(seconds=seconds))
    asked(second)
    page = second.press(CODE, code=code)

    assert second.who() is None
    assert "was used before" in words(page)


def test_a_code_older_than_the_last_one_does_not_count(ann: tuple[str, list[str]]) -> None:
    first, second = Visitor(), Visitor()
    asked(first)
    first.press(CODE, code=code_now(ann[0]))
    asked(second)

    second.press(CODE, code=code_now(ann[0], -1))

    assert second.who() is None


def test_guessing_codes_is_slowed_down_also_with_a_code_that_was_used(ann: tuple[str, list[str]], clock: Any) -> None:
    used = code_now(ann[0])
    first, thief = Visitor(), Visitor()
    asked(first)
    first.press(CODE, code=used)
    asked(thief)

    for code in ("000000", used, "000001", used, "000002"):
        thief.press(CODE, code=code)
    clock.shift(timedelta(seconds=60))
    page = thief.press(CODE, code=code_now(ann[0]))

    assert thief.who() is None
    assert "Too many wrong codes" in words(page)


def test_recovery_codes_are_shown_once_and_each_lets_in_once(ann: tuple[str, list[str]]) -> None:
    assert len(set(ann[1])) == 10
    visitor, again = Visitor(), Visitor()
    asked(visitor)
    visitor.press(CODE, code=ann[1][0])
    assert visitor.who()

    asked(again)
    again.press(CODE, code=ann[1][0])
    assert again.who() is None
    again.press(CODE, code=f"{ann[1][1][:4]} {ann[1][1][4:]}")
    assert again.who()

    again.press("/accounts/reauthenticate/", password=PASSWORD)
    page = words(again.get(CODES))
    assert "Left: 8" in page
    assert not any(code in page for code in ann[1])


def test_new_recovery_codes_end_the_old_ones(ann: tuple[str, list[str]]) -> None:
    visitor = Visitor()
    asked(visitor)
    visitor.press(CODE, code=code_now(ann[0]))
    visitor.press("/accounts/reauthenticate/", password=PASSWORD)

    page = visitor.press(f"{CODES}generate/")
    new = re.findall(r'<li class="code">(\d+)</li>', page.content.decode())

    assert len(new) == 10
    assert not set(new) & set(ann[1])
    late = Visitor()
    asked(late)
    late.press(CODE, code=ann[1][0])
    assert late.who() is None


def test_the_codes_can_be_taken_along_as_a_file_without_a_script(clock: Any) -> None:
    visitor = inside("ann")
    switched_on(visitor)
    visitor.press(f"{CODES}generate/")

    Authenticator.objects.filter(type="recovery_codes").update(data={**_codes().data, "viewed_at": None})
    text = visitor.get(CODES).content.decode()

    assert 'download="Happy Chat ann.txt"' in text
    assert 'href="data:text/plain;charset=utf-8,Happy%20Chat%20%40ann%0A' in text


def _codes() -> Authenticator:
    return Authenticator.objects.get(type="recovery_codes")


@pytest.mark.parametrize(
    "page", ["totp/activate/", "totp/deactivate/", "recovery-codes/generate/", "recovery-codes/", "webauthn/add/"]
)
def test_whoever_finds_the_device_open_is_asked_who_they_are_first(page: str, clock: Any) -> None:
    visitor = inside("ann")
    if page != "totp/activate/":
        switched_on(visitor)
        clock.shift(timedelta(minutes=6))

    asked_first = visitor.get(f"{TWO_STEP}{page}")

    assert "Is it you?" in words(asked_first)
    visitor.press(f"{TWO_STEP}{page}")
    assert Authenticator.objects.filter(type="totp").exists() == (page != "totp/activate/")


def test_switched_off_the_password_is_enough_again(ann: tuple[str, list[str]]) -> None:
    visitor = Visitor()
    asked(visitor)
    visitor.press(CODE, code=code_now(ann[0]))
    visitor.press("/accounts/2fa/reauthenticate/", code=ann[1][0])

    visitor.press(f"{TWO_STEP}totp/deactivate/")

    assert not Authenticator.objects.exists(), "the recovery codes go with it"
    plain = Visitor()
    plain.log_in("ann")
    assert plain.who()


def test_the_owner_hears_of_it_by_mail(ann: tuple[str, list[str]], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    visitor = Visitor()
    asked(visitor)
    visitor.press(CODE, code=code_now(ann[0]))
    User.objects.update(locale="zh-hans")
    visitor.press("/accounts/reauthenticate/", password=PASSWORD)

    visitor.press(f"{TWO_STEP}totp/deactivate/")

    (message,) = mail.outbox
    assert message.to == ["ann@example.org"]
    assert message.subject == "你的 Happy Chat 登录方式有变更"
    assert "已关闭应用验证码" in str(message.body)


def test_who_has_two_steps_can_still_change_the_address(ann: tuple[str, list[str]]) -> None:
    visitor = Visitor()
    asked(visitor)
    visitor.press(CODE, code=code_now(ann[0]))

    page = visitor.press("/accounts/email/", action_add="1", email="ann.new@example.org")

    assert "Waiting for you to open the link" in words(page)


# Secrets


def test_secrets_are_not_stored_for_reading(ann: tuple[str, list[str]]) -> None:
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert ann[0] not in stored
    assert not any(code in stored for code in ann[1])


def test_a_new_key_of_the_site_locks_nobody_out(ann: tuple[str, list[str]], settings: Any) -> None:
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of many different characters"
    settings.SECRET_KEY_FALLBACKS = [former]
    renew_secrets()
    settings.SECRET_KEY_FALLBACKS = []
    visitor = Visitor()
    asked(visitor)

    visitor.press(CODE, code=code_now(ann[0]))

    assert visitor.who()


def test_where_the_key_is_gone_no_code_fits(ann: tuple[str, list[str]], settings: Any) -> None:
    settings.SECRET_KEY = "another key of many different characters"
    renew_secrets()
    visitor = Visitor()
    asked(visitor)

    for code in (code_now(ann[0]), ann[1][0], code_now("")):
        assert visitor.press(CODE, code=code).status_code == 200

    assert visitor.who() is None
    adapter = SecondFactorAdapter()
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert adapter.decrypt(stored) != adapter.decrypt(stored), "another one each time"


# Passkeys


@pytest.mark.parametrize(
    ("origin", "has"),
    [
        ("https://chat.example.org", True),
        ("https://chat.example.org:8443", True),
        ("http://localhost:8000", True),
        ("http://chat.example.org", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_passkeys_are_offered_where_browsers_keep_them(origin: str, has: bool, rf: Any, settings: Any) -> None:
    settings.BASE_URL = origin

    assert has_passkeys(rf.get("/")) is has


@pytest.mark.parametrize("credential", ["", "{}", "null", "[]", '{"id":1}', '{"response":{"userHandle":"x"}}'])
def test_what_no_passkey_says_lets_nobody_in(credential: str) -> None:
    person("ann")
    visitor = Visitor()
    visitor.client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})

    answer = visitor.press("/accounts/2fa/webauthn/login/", credential=credential)

    assert answer.status_code == 200
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert visitor.who() is None
