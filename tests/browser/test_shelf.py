"""The shelf of a conversation: its pictures, files and links, each with the way to its message."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window

PICTURE = Path("static/img/apple-touch-icon.png").read_bytes()


def share(site: Site, who: str, stream: str, kind: str, name: str, data: bytes, *, of: str) -> None:
    """Upload something and send it."""
    browser = site[who]
    headers = {"X-CSRFToken": browser.csrf}
    answer = browser.http.post("/api/v1/uploads", data={"kind": of}, files={"file": (name, data)}, headers=headers)
    shown = [answer.json()["attachment"]["id"]]
    browser.command("message.send", stream=stream, client_id=f"shelf-{kind}", kind=kind, attachments=shown)


def test_what_was_shared_stands_on_its_shelf_and_leads_to_its_message(own_site: Site, devices: Devices) -> None:
    chat = own_site.chat_of("ann", "bob")
    share(own_site, "bob", chat, "album", "hill.png", PICTURE, of="picture")
    share(own_site, "ann", chat, "file", "路线.txt", b"north gate", of="file")
    links = {"client_id": "shelf-link", "body": "See https://example.org/tea, and https://example.org/hills"}
    own_site["bob"].command("message.send", stream=chat, **links)
    ann = Window.open(devices.of(own_site["ann"], viewport=PHONE), f"/chats/{chat}")

    ann.page.locator(".conversation__head").get_by_role("button", name="More").click()
    ann.page.get_by_role("menuitem", name="Pictures, files and links").click()
    expect(ann.page.get_by_role("heading", level=1)).to_have_text("Shared in Bob")
    expect(ann.page.get_by_role("link", name=re.compile("hill.* Bob"))).to_be_visible()
    kinds = ann.page.get_by_role("navigation", name="Kind")

    kinds.get_by_role("link", name="Files").click()
    file = ann.page.get_by_role("link", name=re.compile("路线.txt"))
    with ann.page.expect_download() as download:
        file.click()
    assert Path(download.value.path()).read_bytes() == b"north gate"

    kinds.get_by_role("link", name="Links").click()
    expect(ann.page.locator(".shelf__row")).to_have_text(
        [re.compile("example.org/tea"), re.compile("example.org/hills")]
    )
    kinds.get_by_role("link", name="Videos").click()
    expect(ann.page.get_by_text("Nothing here yet")).to_be_visible()

    kinds.get_by_role("link", name="Links").click()
    ann.page.get_by_role("link", name="Show in the conversation").first.click()
    expect(ann.title).to_be_visible()
    expect(ann.page.locator(".message--found")).to_contain_text("https://example.org/tea")
    ann.page.go_back()
    expect(ann.page.get_by_role("heading", level=1)).to_have_text("Shared in Bob")
