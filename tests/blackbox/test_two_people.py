"""Two people sign up, become friends and talk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from .support.browser import Browser, link_in, mails_to
from .support.cast import NICKNAMES, Site, befriend, my_id, my_rows, register
from .support.device import Device
from .support.server import Server
from .support.talk import history, row_pushed, stored_once
from .support.wire import Wire, closed_at_once


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """An empty site on which Ann, Bob and Lin Xiaoyu have just registered."""
    with Server() as server:
        site = Site(server)
        for username in ("ann", "bob", "lin"):
            register(site, username)
        yield site


@pytest.fixture(scope="module")
def chat(site: Site) -> str:
    """The direct chat of Ann and Bob."""
    return befriend(site, "ann", "bob")


# The front door


def test_an_account_that_is_not_activated_cannot_enter(site: Site) -> None:
    browser = Browser(site.server)

    browser.sign_up("chen", NICKNAMES["chen"])
    browser.log_in("chen")

    assert browser.get("bootstrap").status_code == 401
    assert closed_at_once(site.server, cookies=browser.cookie_header) == 4401


def test_opening_the_link_of_the_mail_is_not_enough_pressing_its_button_is(site: Site) -> None:
    browser = Browser(site.server)
    browser.sign_up("eve", NICKNAMES["eve"])
    link = link_in(mails_to(site.server, "eve@example.org")[-1])

    browser.http.get(httpx.URL(link).path)
    browser.log_in("eve")
    assert not browser.is_inside

    browser.activate(link)
    browser.log_in("eve")
    assert browser.is_inside


def test_links_in_mails_begin_with_the_configured_address(site: Site) -> None:
    browser = Browser(site.server)
    browser.http.headers["X-Forwarded-Host"] = "evil.example"

    browser.submit("/accounts/password/reset/", email="ann@example.org")

    link = link_in(mails_to(site.server, "ann@example.org", at_least=2)[-1])
    assert link.startswith(f"{site.server.origin}/accounts/")


@pytest.mark.parametrize("login", ["ann", "ANN", "ann@example.org", "Ann@Example.org"])
def test_people_log_in_by_username_or_email(site: Site, login: str) -> None:
    browser = Browser(site.server)

    browser.log_in(login)

    assert my_id(browser) == site.ids["ann"]


# Friends


def test_people_are_found_by_username_and_by_part_of_the_nickname(site: Site) -> None:
    by_username = site["ann"].get("users", username="lin").json()["users"]
    by_nickname = site["ann"].get("users", query="小雨").json()["users"]

    assert [card["id"] for card in by_username] == [site.ids["lin"]]
    assert site.ids["lin"] in [card["id"] for card in by_nickname]
    assert "email" not in by_username[0]


def test_a_request_and_its_acceptance_reach_the_other_person_live(site: Site) -> None:
    ann, lin = site.ids["ann"], site.ids["lin"]

    with Wire.open(site["ann"]) as asker, Wire.open(site["lin"]) as asked:
        asker.command("contact.request", user=lin, greeting="我是 Ann")
        incoming = row_pushed(asked, "me", f"contact:{ann}")
        chat = asked.command("contact.accept", user=ann)["stream"]
        friend = row_pushed(asker, "me", f"contact:{lin}", state="friend")
        row_pushed(asker, "me", f"conversation:{chat}")

    assert incoming["state"] == "incoming"
    assert incoming["greeting"] == "我是 Ann"
    assert friend["state"] == "friend"
    assert my_rows(site["lin"])[f"contact:{ann}"]["state"] == "friend"


def test_a_new_friendship_opens_with_a_notice(site: Site, chat: str) -> None:
    first, *_ = history(site["ann"], chat)

    assert first["kind"] == "notice"
    assert first["notice"] == "friends"
    assert first["author"] == site.ids["bob"]
    assert set(first["users"]) == {site.ids["ann"], site.ids["bob"]}


def test_accepting_again_changes_nothing(site: Site, chat: str) -> None:
    before = my_rows(site["bob"])

    again = site["bob"].command("contact.accept", user=site.ids["ann"])

    assert again["stream"] == chat
    assert my_rows(site["bob"]) == before


# Talk


def test_a_resend_with_the_same_client_id_is_answered_duplicate(site: Site, chat: str) -> None:
    message = {"stream": chat, "client_id": "resend-1", "body": "once"}
    with Wire.open(site["ann"]) as wire:
        first = wire.command("message.send", **message)
        second = wire.command("message.send", **message)
        other_words = wire.command("message.send", **message | {"body": "twice"})
    over_http = site["ann"].command("message.send", **message)

    assert "duplicate" not in first
    assert second == other_words == over_http == first | {"duplicate": True}
    assert [row["body"] for row in history(site["bob"], chat) if row.get("client_id") == "resend-1"] == ["once"]


def test_the_same_client_id_in_another_conversation_is_a_conflict(site: Site, chat: str) -> None:
    elsewhere = befriend(site, "ann", "lin")
    site["ann"].command("message.send", stream=chat, client_id="conflict-1", body="here")
    before = len(history(site["ann"], elsewhere))

    with Wire.open(site["ann"]) as wire:
        reply = wire.ask("message.send", stream=elsewhere, client_id="conflict-1", body="there")

    assert reply["error"]["code"] == "client_id_conflict"
    assert len(history(site["ann"], elsewhere)) == before


def test_two_people_may_use_the_same_client_id(site: Site, chat: str) -> None:
    one = site["ann"].command("message.send", stream=chat, client_id="shared-1", body="from Ann")
    other = site["bob"].command("message.send", stream=chat, client_id="shared-1", body="from Bob")

    assert other["seq"] == one["seq"] + 1
    assert "duplicate" not in other


def test_sending_faster_than_allowed_loses_nothing_when_the_told_pause_is_kept(site: Site, chat: str) -> None:
    async def flood() -> Device:
        async with Device(site["bob"]) as device:
            while not device.counts["rate"]:
                device.say(chat, f"flood {len(device.sent)}")
                await device.until(lambda device: sum(map(len, device.outboxes.values())) < 10)
            await device.settle()
            return device

    device = asyncio.run(flood())

    assert not device.refused
    assert stored_once(site["ann"], chat, [device]) == len(device.sent)
