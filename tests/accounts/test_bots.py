"""Bots and their tokens: made by the staff, shown once, taken back."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from accounts.bots import give_token, make_bot, note_used, revoke_token
from accounts.models import AuditEntry, Bot, Token, User
from accounts.robot import robot
from happychat.auth import callers_by_token, still_signed_in, token_digest
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    call_command("createsuperuser", username="root_of_site", email="root@example.org", interactive=False, verbosity=0)
    return signed_in(User.objects.get(username="root_of_site"))


def test_the_staff_makes_a_bot_and_gives_it_a_token_which_is_shown_once(staff: Client) -> None:
    staff.post("/admin/accounts/bot/add/", {"username": "deploy", "nickname": "Deploy"})
    bot = Bot.objects.get(username="deploy")
    page = staff.post("/admin/accounts/token/add/", {"bot": bot.pk, "label": "build server"}).content.decode()

    found = re.search(r'id="secret">([\w-]{43})<', page)
    assert found is not None
    assert callers_by_token([token_digest(found[1])])[token_digest(found[1])].user == bot.pk
    assert (bot.is_bot, bot.has_usable_password()) == (True, False)
    token = Token.objects.get()
    assert found[1] not in staff.get(f"/admin/accounts/token/{token.pk}/change/").content.decode()
    assert found[1] not in str(Token.objects.values())
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["make bot", "give token"]


@pytest.mark.parametrize("username", ["robot", "admin", "ann", "ANN", "a b"])
def test_a_bot_has_a_name_of_its_own(staff: Client, ann: User, username: str) -> None:
    page = staff.post("/admin/accounts/bot/add/", {"username": username, "nickname": "X"})

    assert "errorlist" in page.content.decode()
    assert not Bot.objects.filter(is_bot=True).exists()


def test_only_bots_but_the_robot_are_given_tokens(staff: Client, ann: User) -> None:
    for user in (ann, robot()):
        page = staff.post("/admin/accounts/token/add/", {"bot": user.pk, "label": "x"})
        assert "errorlist" in page.content.decode()

    assert not Token.objects.exists()


def test_a_token_that_was_revoked_lets_nobody_in(staff: Client) -> None:
    token, secret = give_token(make_bot("deploy", "Deploy"), "x")
    (caller,) = callers_by_token([token_digest(secret)]).values()
    assert still_signed_in([caller]) == {caller}

    staff.post(f"/admin/accounts/token/{token.pk}/act/revoke/", {"reason": "it got out"})

    assert callers_by_token([token_digest(secret)]) == {}
    assert still_signed_in([caller]) == set()
    revoke_token(token)
    assert AuditEntry.objects.filter(action="revoke token").count() == 1


def test_a_token_of_a_bot_that_is_banned_lets_nobody_in() -> None:
    bot = make_bot("deploy", "Deploy")
    _, secret = give_token(bot, "x")
    User.objects.filter(pk=bot.pk).update(is_active=False)

    assert callers_by_token([token_digest(secret)]) == {}


def test_it_is_written_down_when_a_token_was_used_last() -> None:
    used, secret = give_token(make_bot("deploy", "Deploy"), "x")
    unused, _ = give_token(used.bot, "y")
    callers_by_token([token_digest(secret), token_digest("wrong")])

    note_used()

    used.refresh_from_db()
    unused.refresh_from_db()
    assert used.used_at is not None
    assert unused.used_at is None


def test_a_token_is_given_on_the_machine_too(ann: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("service_token", "deploy", nickname="Deploy", label="cron")
    call_command("service_token", "deploy")

    secrets = capsys.readouterr().out.split()
    assert {caller.user for caller in callers_by_token([token_digest(s) for s in secrets]).values()} == {
        Bot.objects.get(username="deploy").pk
    }
    with pytest.raises(CommandError):
        call_command("service_token", "ann")
