"""Public groups: found by letters and tags, looked at, joined or asked."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.guard import Guard
from .support.window import Window


def public(site: Site, owner: str, name: str, **about: Any) -> str:
    """Let somebody make a group everybody finds."""
    return str(
        site[owner].command("group.create", client_id=name.encode().hex(), name=name, public=True, **about)["stream"]
    )


def found(window: Window) -> Locator:
    """Return the names of the groups that are listed."""
    return window.page.locator("happy-discover ul .row__name")


def test_who_finds_a_group_looks_at_it_and_joins(own_site: Site, devices: Devices) -> None:
    eve = Window.open(devices.of(own_site["eve"]))
    eve.page.get_by_role("link", name="Discover").click()
    expect(eve.page.get_by_text("No public groups yet")).to_be_visible()
    hills = public(own_site, "bob", "Hills", introduction="Sundays", tags=["hiking", "tea"], join="open", preview=True)
    public(own_site, "chen", "茶馆", tags=["tea"])
    public(own_site, "ann", "Choir", tags=["music"])
    own_site["bob"].command("message.send", stream=hills, client_id="tea", body="Who brings the tea?")

    eve.go("/discover")
    expect(found(eve)).to_have_count(3)
    eve.page.get_by_role("button", name="tea").click()
    expect(found(eve)).to_have_text(["茶馆", "Hills"])
    eve.page.get_by_label("Search among public groups").fill("chaguan")
    expect(found(eve)).to_have_text(["茶馆"])
    expect(eve.page).to_have_url(re.compile(r"/discover\?q=chaguan&tag=tea$"))
    eve.page.get_by_label("Search among public groups").fill("nothing")
    eve.page.get_by_role("link", name="Show all groups").click()
    expect(found(eve)).to_have_count(3)

    eve.page.locator("happy-discover .row", has_text="Hills").click()
    card = eve.page.locator("happy-group-card")
    expect(card).to_contain_text("Sundays")
    expect(card.get_by_text("Who brings the tea?")).to_be_visible()
    card.get_by_role("button", name="Join").click()
    expect(eve.title).to_have_text("Hills")
    eve.say("I do")
    eve.go(f"/groups/{hills}")
    expect(eve.page).to_have_url(re.compile(f"/chats/{hills}$"))


def test_who_asks_waits_takes_it_back_asks_again_and_is_let_in(own_site: Site, devices: Devices) -> None:
    stream = public(own_site, "lin", "Poems", join="approval", question="Your favourite poet?")
    own_site["eve"].command("profile.update", locale="zh-hans")
    eve = Window.open(devices.of(own_site["eve"], viewport=PHONE), f"/groups/{stream}")
    ask = eve.page.get_by_role("button", name="申请加入")

    eve.page.get_by_label("Your favourite poet?").fill("李白")
    ask.click()
    eve.page.get_by_role("button", name="撤回申请").click()
    expect(ask).to_be_enabled()
    expect(eve.page.get_by_label("Your favourite poet?")).to_have_value("李白")
    ask.click()
    expect(eve.page.get_by_role("button", name="撤回申请")).to_be_visible()

    (asked,) = own_site["lin"].get(f"groups/{stream}/requests").json()["items"]
    assert (asked["user"], asked["answer"]) == (own_site.ids["eve"], "李白")
    own_site["lin"].command("group.approve", stream=stream, user=asked["user"], on=True)
    eve.page.get_by_role("link", name="进入群聊").click()
    expect(eve.title).to_have_text("Poems")
    own_site["eve"].command("profile.update", locale="en")


def test_what_cannot_be_seen_is_not_there(own_site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect("groups\\?id=", "404")
    secret = own_site["ann"].command("group.create", client_id="secret", name="Secret")["stream"]
    closed = public(own_site, "ann", "Club", join="invitation")
    eve = Window.open(devices.of(own_site["eve"]))

    for path in (f"/groups/{secret}", "/groups/c99999", "/groups/nonsense"):
        eve.go(path)
        expect(eve.page.get_by_text("This group is not here")).to_be_visible()
    eve.go(f"/groups/{closed}")
    expect(eve.page.get_by_text("Only who is invited comes into this group.")).to_be_visible()
    expect(eve.page.get_by_role("button", name=re.compile("Join|join"))).to_have_count(0)


def test_long_lists_come_by_pages(own_site: Site, devices: Devices) -> None:
    for number in range(21):
        public(own_site, "chen", f"Page {number}")
    eve = Window.open(devices.of(own_site["eve"]), "/discover?q=Page")

    expect(found(eve)).to_have_count(20)
    eve.page.get_by_role("button", name="More groups").click()
    expect(found(eve)).to_have_count(21)
    expect(eve.page.get_by_role("button", name="More groups")).to_have_count(0)
    eve.page.locator("happy-discover .row").first.focus()
    eve.page.keyboard.press("End")
    expect(eve.page.locator("happy-discover .row").last).to_be_focused()
