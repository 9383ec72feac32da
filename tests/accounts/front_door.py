"""What the tests of the front door share: a visitor with a browser of their own, and the inbox."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from accounts.mail import read_mail, stored_names
from accounts.models import User

PASSWORD = "persimmon tree by the well"
LOGIN, SIGN_UP, INBOX, RESET = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/",
)


class Visitor:
    """A stranger's browser: its cookies, and the forms it sends."""

    def __init__(self, language: str = "en", **options: Any) -> None:
        self.client = Client(headers={"accept-language": language}, **options)

    def sign_up(self, name: str, /, **fields: str) -> Any:
        """Send the sign-up form."""
        about = {"email": f"{name}@example.org", "nickname": name.capitalize(), "password1": PASSWORD}
        return self.client.post(SIGN_UP, {"username": name, **about, **fields}, follow=True)

    def log_in(self, login: str, password: str = PASSWORD, **fields: str) -> Any:
        """Send the login form."""
        return self.client.post(LOGIN, {"login": login, "password": password, **fields}, follow=True)

    def press(self, path: str, **fields: str) -> Any:
        """Press the button of a page."""
        return self.client.post(path, fields, follow=True)

    def get(self, path: str) -> Any:
        """Open a page."""
        return self.client.get(path, follow=True)

    def who(self) -> str | None:
        """Return the key of who is signed in here."""
        return self.client.session.get("_auth_user_id")


def person(username: str, **about: Any) -> User:
    """Make somebody whose account is active."""
    about = {"nickname": username.capitalize(), "email": f"{username}@example.org", **about}
    user = User.objects.create_user(username, password=PASSWORD, **about)
    EmailAddress.objects.create(user=user, email=user.email or "", verified=True, primary=True)
    return user


def inside(username: str, **about: Any) -> Visitor:
    """Return the browser of somebody who is signed in."""
    user = person(username, **about)
    visitor = Visitor()
    visitor.log_in(username)
    assert visitor.who() == str(user.pk)
    return visitor


def link_in(mail: EmailMessage | str) -> str:
    """Return the first link of a mail's text."""
    found = re.search(r"https?://\S+", mail if isinstance(mail, str) else str(mail.body))
    assert found
    return found.group()


def path_in(mail: EmailMessage) -> str:
    """Return where the first link of a mail leads on this site."""
    return urlsplit(link_in(mail)).path


def folder_texts() -> list[str]:
    """Return the texts of the mails in the folder, oldest first."""
    return [read_mail(name).text for name in reversed(stored_names())]


def words(response: Any) -> str:
    """Return what a page says, without its tags and without what differs from one view to the next."""
    text = _Words()
    text.feed(response.content.decode())
    return " ".join(" ".join(text.parts).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def same_page(one: Any, other: Any, *typed: str) -> bool:
    """Tell whether two answers are alike to the byte, apart from the CSRF token and what was typed in."""
    return one.status_code == other.status_code and _bare(one, typed) == _bare(other, typed)


def _bare(response: Any, typed: tuple[str, ...]) -> str:
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    for part in typed:
        text = text.replace(part, "")
    return text
