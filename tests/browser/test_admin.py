"""The staff at work: what they do to people in Django's admin is felt at once, and can be read afterwards."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.people import Person, log_in, sign_up
from .support.window import Window


@pytest.fixture
def staff(own_site: Site, devices: Devices) -> Page:
    """Give the page of Ann, who is an administrator."""
    with own_site.server.database() as database:
        database.execute("UPDATE accounts_user SET is_staff = 1, is_superuser = 1 WHERE username = 'ann'")
    return devices.of(own_site.another_browser("ann")).new_page()


def look_up(page: Page, username: str) -> None:
    """Find a person in the admin and open their page."""
    page.goto("/admin/accounts/user/")
    page.locator("#searchbar").fill(username)
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name=username, exact=True).click()


def act(page: Page, link: str, **fields: str) -> None:
    """Do something to the person on the page."""
    page.get_by_role("link", name=link).click()
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if name == "days" else field.fill(value)
    page.get_by_role("button", name=link).click()
    expect(page.get_by_text("Done, and written down.")).to_be_visible()


def test_who_is_banned_is_out_at_once_and_hears_why(own_site: Site, staff: Page, devices: Devices) -> None:
    bob = Window.open(devices.of(own_site.another_browser("bob")))

    look_up(staff, "bob")
    act(staff, "Ban", reason="Advertising pills", days="7")

    expect(bob.page.get_by_text("You are signed out.")).to_be_visible()
    log_in(bob.page, "bob")
    expect(bob.page.get_by_role("heading", name="You are banned")).to_be_visible()
    expect(bob.page.get_by_text("Their reason: Advertising pills")).to_be_visible()
    expect(staff.locator(".field-banned")).to_contain_text("Advertising pills")

    act(staff, "Lift the ban", reason="Said sorry")

    log_in(bob.page, "bob")
    expect(bob.page.locator("happy-chats")).to_be_visible()
    staff.goto("/admin/accounts/auditentry/")
    rows = staff.locator("#result_list tbody tr")
    expect(rows.nth(0)).to_contain_text("Said sorry")
    expect(rows.nth(1)).to_contain_text("Ann (@ann)")
    expect(rows.nth(1)).to_contain_text(re.compile(r"ban\s*Bob \(@bob\)\s*Advertising pills"))
    expect(staff.get_by_role("button", name=re.compile("Delete|Save"))).to_have_count(0)


def test_whose_mail_never_came_is_let_in(own_site: Site, staff: Page, devices: Devices) -> None:
    newcomer = sign_up(devices.new(own_site.server.origin), Person("tom", "Tom"))

    look_up(staff, "tom")
    act(staff, "Confirm the address", reason="Phoned")

    log_in(newcomer, "tom")
    expect(newcomer.locator("happy-chats")).to_be_visible()
    expect(staff.get_by_role("link", name="Confirm the address")).to_have_count(0)


def test_a_person_is_signed_out_everywhere(own_site: Site, staff: Page, devices: Devices) -> None:
    windows = [Window.open(devices.of(own_site.another_browser("lin"), viewport=PHONE)) for _ in range(2)]

    look_up(staff, "lin")
    act(staff, "Sign out everywhere", reason="Lost the bag")

    for window in windows:
        expect(window.page.get_by_text("You are signed out.")).to_be_visible()


def test_nobody_bans_themselves(own_site: Site, staff: Page) -> None:
    look_up(staff, "ann")
    staff.get_by_role("link", name="Ban").click()
    staff.locator("[name=reason]").fill("Bored")
    staff.get_by_role("button", name="Ban").click()

    expect(staff.get_by_text("That is you.")).to_be_visible()
    staff.reload()
    expect(staff.get_by_role("link", name="Ban")).to_be_visible()
