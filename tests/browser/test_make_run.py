"""What `make run` starts: the demo world, in which two windows can talk within seconds."""

from __future__ import annotations

from collections.abc import Iterator

import playwright.sync_api
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.blackbox.support import server as servers
from tests.blackbox.support.server import Server

from .support.devices import Devices
from .support.window import Window

RUN = ("manage.py", "runserver", "--noreload", "127.0.0.1:{port}")


@pytest.fixture(scope="module")
def demo(chromium: playwright.sync_api.Browser) -> Iterator[Server]:
    """Give the server of `make run` on a fresh demo world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(servers.COMMANDS, "run", RUN)
        server = Server("run", HAPPYCHAT_DEBUG="1")
        server.manage("demo")
        with server:
            yield server


def enter_as(context: BrowserContext, nickname: str) -> Window:
    """Press the button of somebody of the demo world."""
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_role("button", name=nickname).click()
    window = Window(page)
    window.is_live()
    return window


def test_two_of_the_demo_world_talk_within_a_few_clicks(demo: Server, devices: Devices) -> None:
    ann = enter_as(devices.new(demo.origin), "Ann")
    bob = enter_as(devices.new(demo.origin), "Bob")
    ann.row("Bob").click()
    bob.row("Ann").click()

    ann.say("Here we are, in the demo world.")
    bob.say("收到！")

    for window in (ann, bob):
        expect(window.message("Here we are, in the demo world.")).to_be_in_viewport()
        expect(window.message("收到！")).to_be_in_viewport()


def test_the_mails_of_the_site_can_be_read(demo: Server, devices: Devices) -> None:
    page = devices.new(demo.origin).new_page()
    page.goto("/dev/mail/")

    expect(page.get_by_role("heading", name="Emails of this site")).to_be_visible()
