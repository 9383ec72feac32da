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
    other.keyboard.press("+")
    expect(other.locator(".lightbox__stage--close")).to_have_count(1)
    other.keyboard.press("Escape")
    expect(other.get_by_role("dialog")).to_have_count(0)
    expect(shown.nth(1)).to_be_focused()


def paste_video(page: Page) -> None:
    """Paste a second of a video, as from a recording of the screen."""
    page.evaluate("""async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
      const context = canvas.getContext('2d');
      const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
      const parts = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      recorder.start();
      for (let step = 0; step < 20; step += 1) {
        context.fillStyle = `hsl(${step * 18} 80% 50%)`;
        context.fillRect(0, 0, 320, 180);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await new Promise((resolve) => { recorder.onstop = resolve; recorder.stop(); });
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(parts, 'screen.webm', { type: 'video/webm' }));
      document.querySelector('happy-composer textarea')
        .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }""")


def test_a_video_shows_how_it_looks_and_plays(own_site: Site, devices: Devices) -> None:
    ann, bob = Window.open(devices.of(own_site["ann"])), Window.open(devices.of(own_site["bob"], viewport=PHONE))
    ann.row("Bob").click()
    bob.row("Ann").click()

    paste_video(ann.page)
    expect(ann.page.locator(".tray__picture")).to_have_count(1)
    ann.page.get_by_role("button", name="Send", exact=True).click()
    bob.page.get_by_role("button", name="Video 1 of 1").click()

    video = bob.page.get_by_role("dialog").locator("video")
    expect(video).to_have_js_property("videoWidth", 320)
    bob.page.keyboard.press("Escape")
    expect(bob.page.get_by_role("dialog")).to_have_count(0)


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
