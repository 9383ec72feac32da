"""What one changes of oneself: others see it at once, and it looks and speaks as one likes."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site

from .support.devices import PHONE, Devices
from .support.window import Window

IS_LOADED = "(picture) => picture.complete && picture.naturalWidth > 0"


def png() -> bytes:
    """Return a picture that is wider than high."""
    file = io.BytesIO()
    Image.new("RGB", (640, 360), (194, 65, 12)).save(file, "PNG")
    return file.getvalue()


def test_a_new_nickname_shows_everywhere_without_a_reload(own_site: Site, devices: Devices) -> None:
    chat = own_site.chat_of("chen", "bob")
    chen = Window.open(devices.of(own_site["chen"]), "/me/profile")
    beside = Window.open(devices.of(own_site.another_browser("chen")), "/me")
    bob = Window.open(devices.of(own_site["bob"]), f"/chats/{chat}")
    expect(bob.title).to_have_text("陈默")

    chen.page.get_by_label("Nickname").fill("陈默 Chen Mo")
    chen.page.get_by_role("button", name="Save").click()

    expect(chen.page.get_by_text("Saved.")).to_be_visible()
    expect(bob.title).to_have_text("陈默 Chen Mo")
    expect(bob.row("陈默 Chen Mo")).to_be_visible()
    for window in (chen, beside):
        expect(window.page.locator("happy-me .row__name").first).to_have_text("陈默 Chen Mo")


def test_a_new_picture_shows_everywhere_without_a_reload(own_site: Site, devices: Devices) -> None:
    chat = own_site.chat_of("lin", "bob")
    lin = Window.open(devices.of(own_site["lin"]), "/me/profile")
    bob = Window.open(devices.of(own_site["bob"]), f"/chats/{chat}")
    face = bob.page.locator(".conversation__head img")
    before = face.get_attribute("src")

    with lin.page.expect_file_chooser() as chooser:
        lin.page.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files({"name": "me.png", "mimeType": "image/png", "buffer": png()})
    expect(lin.page.get_by_text("This is how others will see it.")).to_be_visible()
    lin.page.get_by_role("button", name="Use it").click()

    expect(lin.page.get_by_text("Saved.")).to_be_visible()
    for picture in (face, lin.page.locator("happy-picture-field img"), bob.row("林小雨").locator("img")):
        expect(picture).not_to_have_attribute("src", str(before))
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate(IS_LOADED)


def test_a_file_that_is_no_picture_is_refused_in_words(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]), "/me/profile")

    with ann.page.expect_file_chooser() as chooser:
        ann.page.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files({"name": "me.png", "mimeType": "image/png", "buffer": b"not a picture"})

    expect(ann.page.get_by_text("This file is no picture that can be read. Choose another.")).to_be_visible()


def test_the_other_words_about_oneself_are_on_the_card(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]), "/me/profile")
    form = ann.page.locator("happy-profile-form")

    form.get_by_label("About me").fill("Reads 红楼梦 slowly.")
    form.get_by_label("Gender").select_option("female")
    form.get_by_label("Place").fill("杭州")
    form.get_by_label("Website").fill("example.org")
    expect(form.get_by_text("An address begins with https:// or http://.")).to_be_visible()
    form.get_by_label("Website").fill("https://example.org/ann")
    form.get_by_label("GitHub").fill("ann")
    form.get_by_role("button", name="Save").click()
    expect(ann.page.get_by_text("Saved.")).to_be_visible()

    bob = Window.open(devices.of(own_site["bob"]), "/u/ann")
    for words in ("Reads 红楼梦 slowly.", "Female", "杭州"):
        expect(bob.page.get_by_text(words)).to_be_visible()
    expect(bob.page.get_by_role("link", name="https://example.org/ann")).to_be_visible()
    expect(bob.page.get_by_role("link", name="ann", exact=True)).to_have_attribute("href", "https://github.com/ann")


def test_the_language_changes_there_and_back(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"]), "/me/appearance")
    html = ann.page.locator("html")

    ann.page.get_by_label("简体中文").check()
    expect(html).to_have_attribute("lang", "zh-hans")
    expect(ann.page.locator("#place-title")).to_have_text("外观与语言")
    ann.page.get_by_label("English").check()

    expect(html).to_have_attribute("lang", "en")
    expect(ann.page.locator("#place-title")).to_have_text("Appearance and language")


def test_dark_and_light_hold_at_once_and_on_all_devices(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"], color_scheme="light"), "/me/appearance")
    phone = Window.open(devices.of(own_site.another_browser("ann"), viewport=PHONE, color_scheme="light"))
    dark, light = "rgb(22, 20, 18)", "rgb(250, 248, 245)"
    for window in (ann, phone):
        expect(window.page.locator("body")).to_have_css("background-color", light)

    ann.page.get_by_label("Dark").check()
    for window in (ann, phone):
        expect(window.page.locator("body")).to_have_css("background-color", dark)
    ann.page.reload()
    expect(ann.page.locator("body")).to_have_css("background-color", dark)
    ann.page.get_by_label("Like the device").check()

    for window in (ann, phone):
        expect(window.page.locator("body")).to_have_css("background-color", light)


@pytest.mark.parametrize("percent", [150, 100])
def test_the_text_grows_and_shrinks(own_site: Site, devices: Devices, percent: int) -> None:
    ann = Window.open(devices.of(own_site["ann"]), "/me/appearance")

    ann.page.get_by_label(f"{percent} %").check()

    for path in ("/me/appearance", f"/chats/{own_site.chat_of('ann', 'bob')}"):
        expect(ann.page.locator("html")).to_have_css("font-size", f"{16 * percent // 100}px")
        ann.go(path)
