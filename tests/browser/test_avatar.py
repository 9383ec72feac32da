"""My picture: the square others will see is chosen with a mouse, with keys or with fingers."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.support.cast import Site, my_rows

from .support.devices import PHONE, Devices
from .support.window import Window

LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


def picture() -> bytes:
    """Return a wide picture, red on the left and blue on the right."""
    image = Image.new("RGB", (800, 400), LEFT)
    image.paste(RIGHT, (400, 0, 800, 400))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def choose(page: Page, content: bytes) -> Locator:
    """Choose a file as my picture; return the dialog that comes."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files({"name": "me.png", "mimeType": "image/png", "buffer": content})
    dialog = page.get_by_role("dialog", name="Crop the picture")
    expect(dialog).to_be_visible()
    return dialog


def stored(site: Site, username: str) -> list[tuple[int, ...]]:
    """Return the colours left and right in the middle of a person's picture, as the server has it."""
    path = str(my_rows(site[username])["profile"]["avatar"])
    image = Image.open(io.BytesIO(site[username].http.get(path).content)).convert("RGB")
    assert image.width == image.height
    return [image.getpixel((image.width * part // 10, image.height // 2)) for part in (1, 9)]  # type: ignore[misc]


def is_like(pixel: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    """Tell whether a pixel has about a colour."""
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


def use(page: Page, dialog: Locator) -> None:
    """Press the button and wait until it is stored."""
    dialog.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_at_first_it_is_the_middle(own_site: Site, devices: Devices) -> None:
    page = Window.open(devices.of(own_site["ann"]), "/me/profile").page

    use(page, choose(page, picture()))

    left, right = stored(own_site, "ann")
    assert is_like(left, LEFT)
    assert is_like(right, RIGHT)


def test_keys_move_it_and_the_slider_makes_it_larger(own_site: Site, devices: Devices) -> None:
    page = Window.open(devices.of(own_site["bob"]), "/me/profile").page
    dialog = choose(page, picture())
    square = dialog.get_by_role("application", name="The part that is shown")

    square.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    dialog.get_by_role("slider", name="Size").fill("2")
    use(page, dialog)

    assert all(is_like(pixel, RIGHT) for pixel in stored(own_site, "bob"))


def test_it_is_dragged_with_the_mouse_and_zoomed_with_the_wheel(own_site: Site, devices: Devices) -> None:
    page = Window.open(devices.of(own_site["lin"]), "/me/profile").page
    dialog = choose(page, picture())
    box = dialog.locator("canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"], y, steps=5)
    page.mouse.up()
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    expect(dialog.get_by_role("slider", name="Size")).not_to_have_value("1")
    use(page, dialog)

    assert all(is_like(pixel, LEFT) for pixel in stored(own_site, "lin"))


def test_two_fingers_make_it_larger_on_a_phone(own_site: Site, devices: Devices) -> None:
    page = Window.open(devices.of(own_site["chen"], viewport=PHONE, has_touch=True), "/me/profile").page
    dialog = choose(page, picture())
    box = dialog.locator("canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)

    for kind, apart in (("touchStart", 20), ("touchMove", 50), ("touchMove", 80), ("touchEnd", None)):
        points = [] if apart is None else [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    expect(dialog.get_by_role("slider", name="Size")).not_to_have_value("1")
    use(page, dialog)


def test_whoever_changes_their_mind_keeps_their_face(own_site: Site, devices: Devices) -> None:
    page = Window.open(devices.of(own_site["eve"]), "/me/profile").page
    before = my_rows(own_site["eve"])["profile"]["avatar"]

    choose(page, picture())
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Choose a picture")).to_be_focused()
    assert my_rows(own_site["eve"])["profile"]["avatar"] == before
