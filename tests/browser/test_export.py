"""Taking one's data along: wanting an archive, seeing it made, downloading it."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.window import Window


def downloaded(page: Page, name: str) -> ZipFile:
    """Fetch what was made."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Download {name}", exact=True).click()
    assert download.value.suggested_filename.startswith("happychat-")
    return ZipFile(Path(download.value.path()))


def test_a_conversation_and_all_that_is_mine_are_exported(own_site: Site, devices: Devices) -> None:
    talk = f"/chats/{own_site.chat_of('ann', 'bob')}"
    ann = Window.open(devices.of(own_site["ann"]), talk)
    ann.say("Nine at the north gate")

    ann.page.locator(".conversation__head").get_by_role("button", name="More").click()
    ann.page.get_by_role("menuitem", name="Export this conversation").click()
    expect(ann.page.get_by_role("heading", level=1, name="My data")).to_be_visible()
    one = downloaded(ann.page, "Bob")
    assert "Nine at the north gate" in one.read(f"conversations/{talk[7:]}/page-0001.html").decode()
    assert "account.json" not in one.namelist()

    ann.page.get_by_role("button", name="Export everything").click()
    everything = downloaded(ann.page, "All my data")
    assert "account.json" in everything.namelist()
    expect(ann.page.get_by_role("button", name="Export everything")).to_be_enabled()
    expect(ann.page.locator(".export")).to_have_count(2)
