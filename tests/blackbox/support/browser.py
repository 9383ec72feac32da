"""One browser of one person, without the page: cookies, forms and the HTTP side of the protocol."""

from __future__ import annotations

import email.policy
import re
import time
from email import message_from_bytes
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from .frames import Frame
from .server import Server

PASSWORD = "persimmon-tree-by-the-well"
MAIL_SECONDS = 5.0


class Browser:
    """Cookies and forms; it follows redirects and reads only what a person sees."""

    def __init__(self, server: Server, *, cookies: dict[str, str] | None = None) -> None:
        self.server = server
        self.http = httpx.Client(
            base_url=server.origin,
            follow_redirects=True,
            timeout=20,
            trust_env=False,
            verify=False,  # plain HTTP: loading certificates would cost more than the tests
        )
        for name, value in (cookies or {}).items():
            self.http.cookies.set(name, value, domain="127.0.0.1")  # where the server would replace it

    # Pages

    def submit(self, path: str, **fields: str) -> httpx.Response:
        """Open the page and send its form with these fields filled in."""
        page = self.http.get(path)
        assert page.status_code == 200, (path, page.status_code, page.text[:500])
        form = hidden_fields(page.text) | fields
        return self.http.post(path, data=form, headers={"X-CSRFToken": self.csrf})

    def sign_up(self, username: str, nickname: str, password: str = PASSWORD) -> httpx.Response:
        """Fill in the registration page."""
        address = f"{username}@example.org"
        return self.submit("/accounts/signup/", email=address, username=username, nickname=nickname, password1=password)

    def log_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Fill in the login page."""
        return self.submit("/accounts/login/", login=login, password=password)

    def log_out(self) -> httpx.Response:
        """Press *log out*."""
        return self.submit("/accounts/logout/")

    def activate(self, link: str) -> httpx.Response:
        """Follow the link of the mail and press its button."""
        return self.submit(httpx.URL(link).path)

    # The API

    @property
    def csrf(self) -> str:
        """Return the token the page would send back."""
        return self.http.cookies.get("csrftoken") or ""

    @property
    def cookies(self) -> dict[str, str]:
        """Return what the cookie jar holds."""
        return dict(self.http.cookies.items())

    @property
    def cookie_header(self) -> str:
        """Return the jar as the header a WebSocket handshake carries."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def is_inside(self) -> bool:
        """Tell whether the server knows this browser as a signed-in person."""
        return self.get("bootstrap").status_code == 200

    def get(self, path: str, **parameters: str | int) -> httpx.Response:
        """GET something under /api/v1/."""
        return self.http.get(f"/api/v1/{path}", params=parameters)

    def post(self, path: str, body: Any) -> httpx.Response:
        """POST JSON under /api/v1/ with the CSRF token."""
        return self.http.post(f"/api/v1/{path}", json=body, headers={"X-CSRFToken": self.csrf})

    def command(self, name: str, /, **arguments: Any) -> Frame:
        """Give a command over HTTP and return `ok`; an error fails the test."""
        reply = self.post("command", {"command": name, **arguments}).json()
        assert "ok" in reply, (name, arguments, reply)
        return dict(reply["ok"])


def mails_to(server: Server, address: str, *, at_least: int = 1) -> list[EmailMessage]:
    """Return the mails for an address, oldest first, as soon as there are so many."""
    deadline = time.monotonic() + MAIL_SECONDS
    while True:
        mails = [mail for mail in map(read_mail, mail_files(server)) if address in mail["To"]]
        if len(mails) >= at_least or time.monotonic() > deadline:
            assert len(mails) >= at_least, f"no mail for {address}"
            return mails
        time.sleep(0.05)


def mail_files(server: Server) -> list[Path]:
    """Return the files of the mail folder by name, which begins with the time."""
    return sorted((server.data / "mail").glob("*.eml"))


def read_mail(path: Path) -> EmailMessage:
    """Read one RFC 5322 file."""
    mail = message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def link_in(mail: EmailMessage) -> str:
    """Return the first link of the mail's plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+", str(body.get_content()))
    assert found, body.get_content()
    return found.group()


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "input" and names.get("type") == "hidden" and names.get("name"):
            self.fields[str(names["name"])] = names.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden inputs of a page, the CSRF token among them."""
    parser = _HiddenFields()
    parser.feed(page)
    return parser.fields
