"""The robot: met in the contacts and under Discover, asked, stopped; and what a service pushes."""

from __future__ import annotations

import json

import httpx
from playwright.sync_api import expect

from tests.blackbox.support.cast import Site, inhabited_server, site_with_cast
from tests.chat.robot.model_server import model_server

from .support.devices import Devices
from .support.window import Window


def test_the_robot_is_met_labelled_and_answers_and_a_push_is_a_card(own_site: Site, devices: Devices) -> None:
    ann = Window.open(devices.of(own_site["ann"], timezone_id="Asia/Shanghai"), "/discover")
    page = ann.page

    page.get_by_role("link", name="Happy Robot").click()
    expect(page.get_by_role("article")).to_contain_text("Robot")
    expect(page.get_by_role("button", name="Block")).to_have_count(0)
    page.get_by_role("button", name="Send a message").click()
    expect(page.locator(".conversation__about")).to_have_text("Robot")
    page.get_by_role("group", name="Ask the robot").get_by_role("button", name="5 km to miles").click()
    expect(ann.bodies("3.10686 miles")).to_be_visible()
    ann.say("remind me at 9 to call Lin")
    expect(ann.bodies("09:00 (Asia/Shanghai): call Lin")).to_be_visible()
    page.goto("/contacts")
    expect(page.locator(".contacts").get_by_role("link", name="Happy Robot")).to_be_visible()

    token = own_site.server.manage("service_token", "deploy", "--nickname", "Deploy").strip()
    said = {"to": "ann", "title": "Build 214", "text": "All tests **pass**.", "url": "https://ci.example.org/214"}
    headers = {"Authorization": f"Bearer {token}"}
    stream = httpx.post(f"{own_site.server.origin}/api/v1/push", content=json.dumps(said), headers=headers).json()
    row = page.locator(f'a.row[href="/chats/{stream["stream"]}"]')
    expect(row).to_have_count(0)
    page.goto("/chats")
    expect(row).to_contain_text("Build 214: All tests pass.")
    expect(row).to_contain_text("Robot")
    row.click()
    card = page.locator("happy-pushed")
    expect(card.get_by_text("Build 214")).to_be_visible()
    expect(card.get_by_role("link", name="ci.example.org")).to_have_attribute("href", said["url"])


def test_an_answer_grows_and_is_stopped(devices: Devices) -> None:
    with model_server() as server, inhabited_server(HAPPYCHAT_LLM_URL=server.url) as running:
        server.manner = "waiting"
        ann = Window.open(devices.of(site_with_cast(running)["ann"]), "/u/robot")
        page = ann.page
        page.get_by_role("button", name="Send a message").click()
        page.get_by_role("button", name="Tell me a joke").click()

        expect(ann.bodies("The moon...")).to_be_visible()
        page.get_by_role("button", name="Stop", exact=True).click()

        expect(page.locator(".growing__words")).to_have_text("Stopped")
        expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
        assert server.hung_up.wait(20)
        page.close()  # before its server
