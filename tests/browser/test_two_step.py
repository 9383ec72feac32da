"""Two-step login as a person does it: an app's codes, recovery codes, and passkeys of a virtual authenticator."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import playwright.sync_api
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

from tests.blackbox.support.browser import PASSWORD, mails_to
from tests.blackbox.support.cast import Site, inhabited_server, site_with_cast

from .conftest import nothing_went_wrong
from .support.devices import Devices
from .support.people import fill_in, log_in, press
from .test_account import is_inside

SWITCHED_ON = "Two-step login with codes from an app was switched on"


@pytest.fixture(scope="module")
def named_site(chromium: playwright.sync_api.Browser) -> Iterator[Site]:
    """Give a site under a name: browsers keep no passkeys for a number."""
    server = inhabited_server(HAPPYCHAT_RATE_SCALE="0", HAPPYCHAT_ALLOWED_HOSTS="127.0.0.1")
    server.settings["HAPPYCHAT_BASE_URL"] = address = f"http://localhost:{server.port}"
    with server:
        site = site_with_cast(server)
        server.origin = address
        yield site
        nothing_went_wrong(server)


def entered(context: BrowserContext, username: str) -> Page:
    """Log in and open the page of two-step login."""
    page = context.new_page()
    log_in(page, username)
    is_inside(page)
    page.goto("/me/account")
    page.get_by_role("link", name="Two-step login").click()
    return page


def prove(page: Page) -> None:
    """Give the password again where it is asked for."""
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    fill_in(page, password=PASSWORD)


def with_authenticator(page: Page) -> None:
    """Plug in a device that keeps passkeys and knows its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})


def code_of(page: Page) -> str:
    """Return what an app would show for the key on the page."""
    secret = page.locator(".code").inner_text() if page.locator("details[open]").count() else ""
    if not secret:
        page.get_by_text("Cannot scan?").click()
        secret = page.locator(".code").inner_text()
    return str(format_hotp_value(hotp_value(secret.strip(), int(time.time()) // 30)))


def test_codes_are_set_up_and_asked_for_and_a_recovery_code_helps(
    named_site: Site, devices: Devices, tmp_path: Path
) -> None:
    page = entered(devices.new(named_site.server.origin), "ann")
    expect(page.get_by_text("Off: whoever knows your password")).to_be_visible()
    page.get_by_role("link", name="Set up").click()
    prove(page)
    expect(page.get_by_role("img", name="QR code for your app")).to_have_js_property("complete", value=True)
    assert page.locator(".qr").evaluate("(picture) => picture.naturalWidth > 0")
    fill_in(page, code=code_of(page))

    expect(page.get_by_text("Codes from your app are on.")).to_be_visible()
    codes = page.locator(".codes li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "codes.txt")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()

    expect(page.get_by_text("On: your password alone lets nobody in.")).to_be_visible()
    assert len(codes) == 10
    assert set(codes) <= set((tmp_path / "codes.txt").read_text("utf-8").split())
    assert SWITCHED_ON in str(mails_to(named_site.server, "ann@example.org")[-1].get_body())
    stranger = devices.new(named_site.server.origin).new_page()
    log_in(stranger, "ann")
    expect(stranger.get_by_role("heading", name="One more step")).to_be_visible()
    fill_in(stranger, code="000000")
    expect(stranger.get_by_text("This code is not right")).to_be_visible()
    fill_in(stranger, code=codes[3])
    is_inside(stranger)


def test_a_passkey_logs_in_without_name_and_password(named_site: Site, devices: Devices) -> None:
    page = entered(devices.new(named_site.server.origin), "bob")
    with_authenticator(page)
    page.get_by_role("link", name="Add a passkey").click()
    prove(page)
    page.get_by_label("Name").fill("Bob's laptop")
    press(page)
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("listitem").filter(has_text="Bob's laptop")).to_contain_text("Not used yet.")
    page.goto("/accounts/logout/")
    press(page)

    page.goto("/accounts/login/?next=/contacts")
    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page).to_have_url(re.compile("/contacts$"))
    expect(page.locator("happy-tabs")).to_be_visible()
    page.goto("/accounts/2fa/")
    expect(page.get_by_role("listitem").filter(has_text="Bob's laptop")).to_contain_text("Last used")


def test_a_passkey_is_the_second_step_and_lets_itself_be_removed(named_site: Site, devices: Devices) -> None:
    page = entered(devices.new(named_site.server.origin), "chen")
    with_authenticator(page)
    page.get_by_role("link", name="Add a passkey").click()
    prove(page)
    page.get_by_role("checkbox").uncheck()
    press(page)
    page.goto("/accounts/logout/")
    press(page)

    log_in(page, "chen")
    page.get_by_role("button", name="Use a passkey").click()
    is_inside(page)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name=re.compile("^Remove")).click()
    page.get_by_role("link", name="With a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    expect(page.get_by_text("Off: whoever knows your password")).to_be_visible()


def test_a_cancelled_passkey_is_said_in_words(named_site: Site, devices: Devices) -> None:
    page = devices.new(named_site.server.origin).new_page()
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.goto("/accounts/login/")

    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page.get_by_text("That did not work, or was cancelled. Try again.")).to_be_visible()


def test_where_browsers_keep_none_no_passkeys_are_offered(own_site: Site, devices: Devices) -> None:
    page = devices.new(own_site.server.origin).new_page()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Log in with a passkey")).to_have_count(0)

    page = entered(devices.new(own_site.server.origin), "eve")

    expect(page.get_by_text("Browsers keep passkeys only for sites with a name and https.")).to_be_visible()
    expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)
