"""Newcomers: who they are, and how they come in through the front door."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from tests.blackbox.support.browser import PASSWORD, link_in, mails_to
from tests.blackbox.support.server import Server


@dataclass(frozen=True)
class Person:
    """What somebody fills into the sign-up form."""

    username: str
    nickname: str
    language: str = "en-GB"
    password: str = PASSWORD

    @property
    def email(self) -> str:
        """Return the address the mails go to."""
        return f"{self.username}@example.org"


ANN = Person("ann", "Ann")
BOB = Person("bob", "Bob")
LIN = Person("lin", "林小雨", "zh-CN")
CHEN = Person("chen", "陈默", "zh-CN")
EVE = Person("eve", "Eve")


def sign_up(context: BrowserContext, person: Person) -> Page:
    """Fill in the sign-up form; return the page that comes after it."""
    page = context.new_page()
    page.goto("/accounts/signup/")
    fill_in(page, email=person.email, username=person.username, nickname=person.nickname, password1=person.password)
    return page


def register(context: BrowserContext, server: Server, person: Person) -> Page:
    """Sign up, follow the link of the mail and press its button; return the page, inside."""
    page = sign_up(context, person)
    follow_mail(page, server, person.email)
    expect(page).to_have_url(re.compile(r"/(chats)?$"))
    return page


def follow_mail(page: Page, server: Server, address: str) -> None:
    """Open the link of the latest mail to an address and press the button it leads to."""
    page.goto(link_in(mails_to(server, address)[-1]))
    press(page)


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the login form."""
    page.goto("/accounts/login/")
    fill_in(page, login=login, password=password)


def fill_in(page: Page, **fields: str) -> None:
    """Fill in the fields of the page's form by their names and send it."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    press(page)


def press(page: Page) -> None:
    """Press the main button of a page of the front door, and wait for what comes."""
    with page.expect_navigation():
        page.locator("main .button--wide").first.click()
