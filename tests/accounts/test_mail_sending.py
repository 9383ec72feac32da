"""With a mail server mails go there, in the receiver's language."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default as modern
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage

from accounts.adapter import AccountAdapter
from accounts.models import User
from tests.accounts.front_door import RESET, Visitor, inside, person, words

pytestmark = pytest.mark.django_db


class Postbox:
    """Keep what an SMTP client hands in."""

    def __init__(self) -> None:
        self.received: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the mail."""
        self.received.append(envelope)
        return "250 taken"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """Run a real SMTP server and send through it."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield box
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_mail_goes_through_smtp_with_both_parts(postbox: Postbox) -> None:
    tom = Visitor("zh")
    tom.sign_up("tom")

    (envelope,) = postbox.received
    mail: Any = message_from_bytes(envelope.content, policy=modern)
    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    link = next(line for line in text.splitlines() if line.startswith("http"))

    assert envelope.rcpt_tos == ["tom@example.org"]
    assert mail["Subject"] == "激活你的 Happy Chat 账号"
    assert mail["From"] == "Happy Chat <noreply@testserver>"
    assert mail["Message-ID"].endswith("@testserver>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f'href="{link}"' in html
    tom.press(link.removeprefix("http://testserver"))
    assert tom.who() is not None


def test_a_mail_server_that_is_down_is_told_and_loses_no_account(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()

    page = Visitor().sign_up("tom")

    assert page.status_code == 200
    assert "We could not send the email" in words(page)
    assert User.objects.filter(username="tom").exists()


# What mails say


@pytest.mark.parametrize(
    ("locale", "subject"), [("en", "Choose a new Happy Chat password"), ("zh-hans", "重设你的 Happy Chat 密码")]
)
def test_a_mail_is_in_the_receivers_language_whoever_caused_it(
    locale: str, subject: str, mailoutbox: list[EmailMessage]
) -> None:
    person("ann", locale=locale)

    Visitor("zh" if locale == "en" else "en").press(RESET, email="ann@example.org")

    assert mailoutbox[0].subject == subject


def test_the_name_a_stranger_gives_is_in_no_mail_to_an_address_nobody_proved(mailoutbox: list[EmailMessage]) -> None:
    Visitor().sign_up("evil.example", email="ann@example.org", nickname="Win at evil.example")

    said = mailoutbox[0].subject + str(mailoutbox[0].message())

    assert "evil" not in said


@pytest.mark.parametrize("locale", ["en", "zh-hans"])
def test_every_mail_has_a_subject_a_text_and_a_page_that_say_the_same(
    locale: str, mailoutbox: list[EmailMessage]
) -> None:
    ann = inside("ann", locale=locale)
    visitor = Visitor(locale)
    visitor.sign_up("tom")  # email_confirmation_signup
    visitor.sign_up("tim", email="ann@example.org")  # account_already_exists
    visitor.press(RESET, email="ann@example.org")  # password_reset_key
    visitor.press(RESET, email="nobody@example.org")  # unknown_account
    ann.press("/accounts/email/", action_add="1", email="new@example.org")  # email_confirmation
    EmailAddress.objects.filter(email="new@example.org").delete()
    for notice in ("password_changed", "password_reset", "password_set", "email_changed"):
        context = {"from_email": "ann@example.org", "to_email": "new@example.org"}
        AccountAdapter().send_notification_mail(f"account/email/{notice}", User.objects.get(username="ann"), context)

    assert len(mailoutbox) == 9
    for mail in mailoutbox:
        html = str(mail.alternatives[0][0])  # type: ignore[attr-defined]
        assert mail.subject.strip() == mail.subject != ""
        assert "Happy Chat" in mail.subject
        assert f'<html lang="{locale}"' in html
        assert all(link in html for link in mail.body.split() if link.startswith("http"))
        assert "{" not in mail.subject + mail.body
        assert (locale == "en") == mail.body.isascii()


def test_text_is_not_escaped_where_nothing_reads_html(settings: Any, mailoutbox: list[EmailMessage]) -> None:
    settings.SITE_NAME = "Tom & Ann's"

    Visitor().sign_up("tom")

    assert mailoutbox[0].subject == "Activate your Tom & Ann's account"
    assert "Welcome to Tom & Ann's." in mailoutbox[0].body
    assert "Tom &amp; Ann&#x27;s" in str(mailoutbox[0].alternatives[0][0])  # type: ignore[attr-defined]
