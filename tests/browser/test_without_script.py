"""The front door opens without JavaScript, too; browsers that are too old are told so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.blackbox.support.browser import link_in, mails_to
from tests.blackbox.support.cast import Site
from tests.blackbox.support.server import Server

from .support.devices import Devices
from .support.guard import Guard
from .support.people import BOB, fill_in, log_in, press, register

NEW_PASSWORD = "two-persimmons-on-the-sill"


def test_one_signs_up_resets_the_password_and_logs_out_without_script(
    empty_server: Server, devices: Devices, guard: Guard
) -> None:
    guard.expect("chunk-")  # preloaded in vain
    device = devices.new(empty_server.origin, java_script_enabled=False)
    page = register(device, empty_server, BOB)
    expect(page.get_by_role("heading", name="Happy Chat needs JavaScript")).to_be_visible()

    page.goto("/accounts/logout/")
    press(page)
    expect(page.get_by_role("link", name="Create account")).to_be_visible()
    page.goto("/accounts/password/reset/")
    fill_in(page, email=BOB.email)
    page.goto(link_in(mails_to(empty_server, BOB.email)[-1]))
    fill_in(page, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    log_in(page, BOB.username, NEW_PASSWORD)

    expect(page).to_have_url(re.compile(r"/(chats)?$"))
    page.goto("/accounts/password/change/")
    fill_in(page, oldpassword=NEW_PASSWORD, password1=BOB.password, password2=BOB.password)
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    page.goto("/accounts/email/")
    fill_in(page, email="bob.new@example.org")
    expect(page.get_by_text("Waiting for you to open the link")).to_be_visible()


AS_BEFORE = {
    "modules": "delete window.CSSLayerBlockRule; delete Array.prototype.findLast",
    "layers": "delete window.CSSLayerBlockRule",
    "findLast": "delete Array.prototype.findLast",
}


@pytest.mark.parametrize("lacks", sorted(AS_BEFORE))
def test_a_browser_that_is_too_old_is_told_which_ones_are_not(
    site: Site, devices: Devices, guard: Guard, lacks: str
) -> None:
    guard.expect("findLast")
    page = devices.of(site["ann"]).new_page()
    page.add_init_script(AS_BEFORE[lacks])
    if lacks == "modules":
        page.route("**/chats", without_modules)

    page.goto("/chats")

    expect(page.get_by_role("heading", name="Your browser is too old for Happy Chat")).to_be_visible()
    expect(page.get_by_text("in Firefox from 115")).to_be_visible()
    expect(page.locator("happy-app")).to_be_hidden()


def without_modules(route: Route) -> None:
    """Give the page as a browser reads it that has never heard of modules."""
    answer = route.fetch()
    page = re.sub(r'<script type="module"[^>]*></script>|<link rel="modulepreload"[^>]*>', "", answer.text())
    route.fulfill(response=answer, body=page)
