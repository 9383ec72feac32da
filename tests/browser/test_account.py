"""The keys to an account: a forgotten password, a new password, a new address."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.blackbox.support.browser import link_in, mails_to
from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.people import fill_in, log_in
from .support.window import Window

NEW_PASSWORD = "two-persimmons-on-the-sill"


def is_inside(page: Page) -> None:
    """Wait for the chat page."""
    expect(page.locator("happy-chats")).to_be_visible()


def is_refused(page: Page) -> None:
    """Wait for the words that say that name and password do not match."""
    expect(page.get_by_text("That username or email and that password do not match.")).to_be_visible()


def test_a_forgotten_password_is_reset_by_mail(own_site: Site, devices: Devices) -> None:
    signed_in = Window.open(devices.of(own_site["eve"]))
    page = devices.new(own_site.server.origin).new_page()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    fill_in(page, email="eve@example.org")
    expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()

    page.goto(link_in(mails_to(own_site.server, "eve@example.org")[-1]))
    fill_in(page, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    expect(page.get_by_role("heading", name="Log in with your new password")).to_be_visible()

    expect(signed_in.page.get_by_text("You are signed out.")).to_be_visible()
    log_in(page, "eve")
    is_refused(page)
    log_in(page, "eve", NEW_PASSWORD)
    is_inside(page)


def test_a_link_for_a_new_password_works_once(own_site: Site, devices: Devices) -> None:
    page = devices.new(own_site.server.origin).new_page()
    page.goto("/accounts/password/reset/")
    fill_in(page, email="chen@example.org")
    link = link_in(mails_to(own_site.server, "chen@example.org")[-1])
    page.goto(link)
    fill_in(page, password1=NEW_PASSWORD, password2=NEW_PASSWORD)

    again = devices.new(own_site.server.origin).new_page()
    again.goto(link)

    expect(again.get_by_text("It has already been used, or it is too old.")).to_be_visible()


def test_a_changed_password_signs_the_other_devices_out(own_site: Site, devices: Devices) -> None:
    elsewhere = Window.open(devices.of(own_site.another_browser("bob")))
    here = Window.open(devices.of(own_site["bob"]), "/me/account")
    page = here.page
    page.get_by_role("link", name="Change password").click()
    fill_in(page, oldpassword="not this one", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    expect(page.get_by_text("This is not your current password.")).to_be_visible()

    fill_in(page, oldpassword="persimmon-tree-by-the-well", password1=NEW_PASSWORD, password2=NEW_PASSWORD)

    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    expect(elsewhere.page.get_by_text("You are signed out.")).to_be_visible()
    here.go("/chats")
    is_inside(page)
    assert "password was changed" in str(mails_to(own_site.server, "bob@example.org")[-1]["Subject"])
    stranger = devices.new(own_site.server.origin).new_page()
    log_in(stranger, "bob", NEW_PASSWORD)
    is_inside(stranger)


def test_a_new_address_counts_from_its_confirmation_on(own_site: Site, devices: Devices) -> None:
    here = Window.open(devices.of(own_site["ann"]), "/me/account")
    page = here.page
    page.get_by_role("link", name="Email address").click()
    fill_in(page, email="ann.new@example.org")
    expect(page.get_by_text("Waiting for you to open the link in the email to ann.new@example.org.")).to_be_visible()
    stranger = devices.new(own_site.server.origin).new_page()
    log_in(stranger, "ann.new@example.org")
    stranger.goto("/chats")
    expect(stranger).to_have_url(re.compile("/accounts/login/"))

    page.goto(link_in(mails_to(own_site.server, "ann.new@example.org")[-1]))
    page.get_by_role("button", name="Confirm the address").click()

    expect(page.get_by_text("Your address is changed.")).to_be_visible()
    here.go("/me/account")
    expect(page.get_by_role("link", name=re.compile("ann.new@example.org"))).to_be_visible()
    assert "address was changed" in str(mails_to(own_site.server, "ann@example.org")[-1]["Subject"])
    log_in(stranger, "ann@example.org")
    is_refused(stranger)
    log_in(stranger, "ann.new@example.org")
    is_inside(stranger)
