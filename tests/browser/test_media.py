"""Pictures and files in a talk: chosen, pasted or dropped, seen by the others, looked at closely, taken back."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window


def picture(name: str, size: tuple[int, int] = (2400, 1200), colour: str = "teal") -> Any:
    """Return a picture as a file chooser takes it."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def choose(page: Page, *files: Any) -> None:
    """Choose files to be sent."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Send pictures or files").click()
    chooser.value.set_files(list(files))


def paste(page: Page) -> None:
    """Paste a picture into the composer, as from a screenshot."""
    page.evaluate("""async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 90, height: 60 });
      canvas.getContext('2d').fillRect(0, 0, 90, 60);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([blob], 'shot.png', { type: 'image/png' }));
      document.querySelector('happy-composer textarea')
        .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }""")


def test_an_album_arrives_with_its_words_and_is_looked_at(own_site: Site, devices: Devices) -> None:
    ann, bob = Window.open(devices.of(own_site["ann"])), Window.open(devices.of(own_site["bob"], viewport=PHONE))
    ann.row("Bob").click()
    bob.row("Ann").click()
    page, other = ann.page, bob.page

    choose(page, picture("hill.jpg"), picture("lake.jpg", (900, 1600), "navy"), picture("off.jpg"))
    page.get_by_role("button", name="Do not send off.jpg").click()
    paste(page)
    expect(page.locator(".tray__item")).to_have_count(3)
    ann.composer.fill("from the hill")
    ann.composer.press("Enter")

    shown = other.locator(".album__picture")
    expect(shown).to_have_count(3)
    expect(other.locator(".message").last).to_contain_text("from the hill")
    expect(page.locator(".tray__item")).to_have_count(0)
    expect(ann.composer).to_have_value("")
    shown.nth(1).click()
    expect(other.get_by_role("dialog", name="Picture 2 of 3")).to_be_visible()
    other.keyboard.press("ArrowRight")
    expect(other.get_by_role("dialog", name="Picture 3 of 3").get_by_role("img")).to_have_js_property("complete", True)
    other.keyboard.press("Escape")
    expect(other.get_by_role("dialog")).to_have_count(0)
    expect(shown.nth(1)).to_be_focused()


def test_a_file_is_a_download_with_its_name(own_site: Site, devices: Devices) -> None:
    ann, bob = Window.open(devices.of(own_site["ann"])), Window.open(devices.of(own_site["bob"]))
    ann.row("Bob").click()
    bob.row("Ann").click()

    choose(ann.page, {"name": "计划.html", "mimeType": "text/html", "buffer": b"<script>alert(1)</script>" * 100})
    ann.page.get_by_role("button", name="Send", exact=True).click()

    row = bob.page.locator(".file")
    expect(row).to_contain_text("2.4 KB")
    with bob.page.expect_download() as download:
        row.click()
    assert download.value.suggested_filename == "计划.html"
