"""From a report to a ban and back: what a member reports is decided in Django's admin, and felt in every window."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.people import log_in
from .support.window import Window
from .test_group_talk import choose, group_of


@pytest.fixture
def staff(own_site: Site, devices: Devices) -> Page:
    """Give the page of Lin, who looks after the site and is not in the group."""
    with own_site.server.database() as database:
        database.execute("UPDATE accounts_user SET is_staff = 1, is_superuser = 1 WHERE username = 'lin'")
    return devices.of(own_site.another_browser("lin")).new_page()


def act(page: Page, link: str, reason: str, *, days: str = "") -> None:
    """Do something about what the page shows."""
    page.get_by_role("link", name=link).click()
    page.locator("[name=reason]").fill(reason)
    if days:
        page.locator("[name=days]").select_option(days)
    page.get_by_role("button", name=link).click()
    expect(page.get_by_text("Done, and written down.")).to_be_visible()


def test_a_reported_message_is_removed_its_author_banned_for_a_day_and_let_in_again(
    own_site: Site, staff: Page, devices: Devices
) -> None:
    path = group_of(own_site, "ann", "bob")
    stream = path.rsplit("/", 1)[-1]
    link = own_site["ann"].command("group.invite", stream=stream, link={})
    own_site["eve"].command("group.join", code=link["code"])
    bob = Window.open(devices.of(own_site.another_browser("bob")), path)
    eve = Window.open(devices.of(own_site["eve"]), path)
    bob.say("Who buys?", "Cheap pills, only today")
    eve.say("Please stop that")

    choose(eve, "Cheap pills, only today", "Report")
    dialog = eve.page.get_by_role("dialog", name="Report this message")
    dialog.get_by_role("radio", name="Advertising or spam").check()
    dialog.get_by_label("In your words").fill("He does it every day")
    dialog.get_by_role("button", name="Report").click()
    expect(eve.page.get_by_text("Thank you. It will be looked at.")).to_be_visible()

    staff.goto("/admin/chat/report/")
    row = staff.locator("#result_list tbody tr")
    expect(row).to_contain_text("Cheap pills, only today")
    row.get_by_role("link").first.click()
    expect(staff.get_by_text("He does it every day")).to_be_visible()
    expect(staff.get_by_text("Who buys?")).to_be_visible()  # what was said around it
    expect(staff.get_by_text("Please stop that")).to_be_visible()

    act(staff, "Remove the message", "Advertising pills")
    for window in (eve, bob):
        expect(window.bodies("Cheap pills")).to_have_count(0)
    eve.shows(["Who buys?", "Please stop that"])

    act(staff, "Ban the person", "Advertising pills", days="1")
    expect(bob.page.get_by_text("You are signed out.")).to_be_visible()
    log_in(bob.page, "bob")
    expect(bob.page.get_by_role("heading", name="You are banned")).to_be_visible()

    staff.goto("/admin/accounts/auditentry/")
    rows = staff.locator("#result_list tbody tr")
    expect(rows.nth(0)).to_contain_text(re.compile(r"ban\s*Bob \(@bob\)\s*Advertising pills"))
    expect(rows.nth(1)).to_contain_text(re.compile(r"Advertising pills"))
    expect(rows.nth(1)).to_contain_text("Bob")

    staff.goto("/admin/accounts/user/?q=bob")
    staff.get_by_role("link", name="bob", exact=True).click()
    act(staff, "Lift the ban", "Said sorry")
    log_in(bob.page, "bob")
    bob.go(path)
    bob.say("Sorry")
    eve.shows(["Who buys?", "Please stop that", "Sorry"])
