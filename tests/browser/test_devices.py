"""A person sees their devices and signs one out from afar; its windows say so at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window

PHONE = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0"
    " Mobile Safari/537.36"
)


def test_a_lost_phone_is_signed_out_and_its_window_says_so(own_site: Site, devices: Devices) -> None:
    phone = Window.open(devices.of(own_site.another_browser("bob"), user_agent=PHONE))
    here = Window.open(devices.of(own_site.another_browser("bob")), "/me/account")
    here.page.get_by_role("link", name="My devices").click()
    row = here.page.get_by_role("listitem").filter(has_text="Chrome on Android")
    expect(here.page.get_by_role("listitem").first).to_contain_text("This device")

    row.get_by_role("button", name="Sign out Chrome on Android").click()

    expect(here.page.get_by_text("The device is signed out.")).to_be_visible()
    expect(row).to_have_count(0)
    expect(phone.page.get_by_text("You are signed out.")).to_be_visible()


def test_everywhere_else_is_everywhere_but_here(own_site: Site, devices: Devices) -> None:
    others = [Window.open(devices.of(own_site.another_browser("lin"))) for _ in range(2)]
    here = Window.open(devices.of(own_site.another_browser("lin")))
    here.page.goto("/accounts/sessions/")

    here.page.get_by_role("button", name="Sign out everywhere else").click()

    expect(here.page.get_by_text("You are signed out everywhere else.")).to_be_visible()
    expect(here.page.locator(".device")).to_have_count(1)
    for other in others:
        expect(other.page.get_by_text("You are signed out.")).to_be_visible()
    here.go("/chats")
