"""Signing out ends the session in all its windows, and only there."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.guard import Guard
from .support.window import Window


def test_signing_out_ends_the_other_windows_of_the_device_and_no_other_device(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "bob")
    device = devices.of(site.another_browser("ann"))
    here, beside = Window.open(device, "/me/account"), Window.open(device, f"/chats/{chat}")
    elsewhere = Window.open(devices.of(site["ann"]), f"/chats/{chat}")

    here.page.get_by_role("button", name="Log out").click()

    expect(here.page.get_by_role("link", name="Create account")).to_be_visible()
    expect(beside.page.get_by_text("You are signed out.")).to_be_visible()
    beside.page.get_by_role("link", name="Log in").click()
    expect(beside.page).to_have_url(re.compile(f"/accounts/login/\\?next=%2Fchats%2F{chat}$"))
    elsewhere.say("still here")
    elsewhere.shows_sent(["still here"], mark="still here")


def test_who_logs_in_again_comes_back_to_where_they_were(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "bob")
    page = devices.new(site.server.origin).new_page()
    page.goto(f"/chats/{chat}")
    expect(page).to_have_url(re.compile("/accounts/login/"))

    page.get_by_label("Username or email").fill("ann@example.org")
    page.get_by_label("Password", exact=True).fill("persimmon-tree-by-the-well")
    page.get_by_label("Password", exact=True).press("Enter")

    window = Window(page)
    window.is_live()
    expect(window.title).to_have_text("Bob")


def test_signing_out_asks_first_when_something_is_not_sent(site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect("ERR_INTERNET_DISCONNECTED")
    chat = site.chat_of("bob", "lin")
    device = devices.of(site.another_browser("bob"))
    bob = Window.open(device, f"/chats/{chat}")
    # Fetched at rest, not only by who goes there.
    bob.page.evaluate("customElements.whenDefined('happy-account').then(() => true)")
    device.set_offline(True)
    bob.say("not sent yet")
    expect(bob.message("not sent yet")).to_contain_text("Will be sent when you are online")
    bob.page.locator("happy-tabs .tabs__link[href='/me']").click()
    bob.page.get_by_role("link", name="Account and security").click()

    bob.page.get_by_role("button", name="Log out").click()
    question = bob.page.get_by_role("dialog", name="Log out on this device?")
    expect(question).to_contain_text("1 message is not sent yet and will be lost.")
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_have_count(0)
    device.set_offline(False)

    bob.page.locator("happy-tabs .tabs__link[href='/chats']").click()
    bob.row("林小雨").click()
    bob.shows_sent(["not sent yet"], mark="not sent")


def test_nothing_of_a_person_stays_on_a_device_they_left(site: Site, devices: Devices) -> None:
    chat = site.chat_of("ann", "bob")
    device = devices.of(site.another_browser("bob"))
    bob = Window.open(device, f"/chats/{chat}")
    bob.say("for Ann only")
    bob.shows_sent(["for Ann only"], mark="for Ann")

    bob.go("/me/account")
    bob.page.get_by_role("button", name="Log out").click()
    expect(bob.page.get_by_role("link", name="Create account")).to_be_visible()

    kept = bob.page.evaluate("""async () => {
      const answer = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const words = [];
      for (const { name } of await indexedDB.databases()) {
        const database = await answer(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
          words.push(JSON.stringify(await answer(database.transaction(store).objectStore(store).getAll())));
        }
      }
      return [...words, JSON.stringify(localStorage)].join();
    }""")
    assert "for Ann only" not in kept
    assert "Ann" not in kept
