"""Coming in by an invitation: what it shows, to whom, and that it leads back through the front door."""

from __future__ import annotations

import re
from typing import Any

import httpx
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.guard import Guard
from .support.people import Person, fill_in, follow_mail, press
from .support.window import Window

TOM = Person("tom", "Tom")


def invited(site: Site, name: str, **link: Any) -> tuple[str, str]:
    """Let Ann make a group and an invitation; return the path of the invitation and the stream."""
    stream = str(site["ann"].command("group.create", client_id=name, name=name, introduction="Sundays")["stream"])
    url = str(site["ann"].command("group.invite", stream=stream, link=link)["url"])
    assert url.startswith(f"{site.server.origin}/invite/")
    return url.removeprefix(site.server.origin), stream


def test_who_is_new_signs_up_and_comes_back_to_it(own_site: Site, devices: Devices) -> None:
    path, _ = invited(own_site, "Hills")
    context = devices.new(own_site.server.origin, viewport=PHONE)
    page = context.new_page()
    page.goto(path)
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    expect(page.get_by_text("Hills")).to_have_count(0)

    page.get_by_role("link", name="Create account").click()
    fill_in(page, email=TOM.email, username=TOM.username, nickname=TOM.nickname, password1=TOM.password)
    follow_mail(page, own_site.server, TOM.email)
    expect(page).to_have_url(re.compile(f"{path}$"))
    tom = Window(page)
    expect(page.locator("happy-group-card")).to_contain_text("Sundays")
    page.get_by_role("button", name="Join").click()

    expect(tom.title).to_have_text("Hills")
    expect(tom.notices.last).to_have_text("You joined the group")
    tom.go(path)
    page.get_by_role("link", name="Open").click()
    expect(tom.title).to_have_text("Hills")


def test_who_logs_in_comes_back_to_it_and_is_seen_to_join(own_site: Site, devices: Devices) -> None:
    path, stream = invited(own_site, "Choir")
    own_site["ann"].command("profile.update", locale="zh-hans")
    ann = Window.open(devices.of(own_site["ann"]), f"/chats/{stream}")
    page = devices.new(own_site.server.origin).new_page()
    page.goto(path)

    page.get_by_role("link", name="Log in").click()
    page.locator("main [name=login]").fill("eve")
    page.locator("main [name=password]").fill("persimmon-tree-by-the-well")
    press(page)
    page.get_by_role("button", name="Join").click()

    expect(Window(page).title).to_have_text("Choir")
    expect(ann.notices.last).to_have_text(re.compile("Eve.*加入了群聊"))
    own_site["ann"].command("profile.update", locale="en")


def test_who_waits_for_an_answer_comes_in_by_an_invitation(own_site: Site, devices: Devices) -> None:
    path, stream = invited(own_site, "Poems")
    own_site["ann"].command("group.update", stream=stream, public=True, join="approval")
    own_site["chen"].command("group.join", stream=stream)
    chen = Window.open(devices.of(own_site["chen"]), f"/groups/{stream}")
    expect(chen.page.get_by_role("button", name="Take the request back")).to_be_visible()

    chen.go(path)
    chen.page.get_by_role("button", name="Join").click()

    expect(chen.title).to_have_text("Poems")


def test_all_that_do_not_work_say_the_same(own_site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect("groups\\?code=", "404")
    used, stream = invited(own_site, "Once", uses=1)
    own_site["lin"].command("group.join", code=used.rpartition("/")[2])
    revoked = own_site["ann"].command("group.invite", stream=stream, link={})
    eve = Window.open(devices.of(own_site["eve"]), f"/invite/{revoked['code']}")
    own_site["ann"].command("group.invite", stream=stream, revoke=revoked["id"])

    eve.page.get_by_role("button", name="Join").click()
    expect(eve.page.get_by_text("This invitation does not work")).to_be_visible()
    said = eve.page.locator("#main").inner_text()
    for path in (used, f"/invite/{revoked['code']}", "/invite/unknown", "/invite/小雨"):
        eve.go(path)
        expect(eve.page.get_by_text("This invitation does not work")).to_be_visible()
        assert eve.page.locator("#main").inner_text() == said


def test_the_code_to_scan_is_drawn_for_who_is_signed_in(own_site: Site) -> None:
    path, _ = invited(own_site, "Scanned")

    assert "<svg" in own_site["ann"].http.get(f"{path}/qr.svg").text
    assert httpx.get(f"{own_site.server.origin}{path}/qr.svg").status_code == 302
