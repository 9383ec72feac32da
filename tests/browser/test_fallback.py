"""Where sockets are blocked the page finds another way by itself, and goes back when it can."""

from __future__ import annotations

import time

from playwright.sync_api import BrowserContext, Route, WebSocketRoute, expect

from tests.blackbox.support.cast import Site

from .support.devices import Devices
from .support.guard import Guard
from .support.window import Window

BLOCKED = r"WebSocket|ERR_FAILED|api/v1/events"
LOOKS_AFTER = "00:45"  # the page looks for a better way 30 s after it found a worse one


def block_sockets(device: BrowserContext) -> list[str]:
    """Cut every socket of a device before it has said anything; return the addresses tried, as they come."""
    tried: list[str] = []

    def close(socket: WebSocketRoute) -> None:
        tried.append(socket.url)
        socket.close()

    device.route_web_socket("**/ws/**", close)
    return tried


def cut(route: Route) -> None:
    route.abort()


def talk(ann: Window, bob: Window, *texts: str) -> None:
    """Let two say something in turn, and see it in both windows."""
    mark = texts[0].split()[0]
    for number, text in enumerate(texts):
        (ann if number % 2 == 0 else bob).say(text)
        for window in (ann, bob):
            window.shows_sent(texts[: number + 1], mark=mark)


def test_where_sockets_are_blocked_events_carry_the_talk(site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect(BLOCKED)
    chat = site.chat_of("ann", "bob")
    device = devices.of(site["ann"])
    tried = block_sockets(device)

    ann = Window.open(device, f"/chats/{chat}")
    bob = Window.open(devices.of(site["bob"]), f"/chats/{chat}")
    talk(ann, bob, "events 1", "events 2 你好", "events 3")

    assert tried
    ann.page.reload()
    ann.is_live()
    ann.shows_sent(["events 1", "events 2 你好", "events 3"], mark="events")


def test_where_events_are_blocked_too_polls_do(site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect(BLOCKED)
    chat = site.chat_of("ann", "bob")
    device = devices.of(site["ann"])
    block_sockets(device)
    device.route("**/api/v1/events**", cut)

    ann = Window.open(device, f"/chats/{chat}")
    bob = Window.open(devices.of(site["bob"]), f"/chats/{chat}")

    talk(ann, bob, "polls 1", "polls 2", "polls 3 还在")


def test_the_page_goes_back_to_the_socket_when_it_is_let(site: Site, devices: Devices, guard: Guard) -> None:
    guard.expect(BLOCKED)
    chat = site.chat_of("ann", "bob")
    device = devices.of(site["ann"])
    device.clock.install()
    is_blocked = [True]

    def answer(socket: WebSocketRoute) -> None:
        if is_blocked[0]:
            socket.close()
        else:
            socket.connect_to_server()
            connected.append(socket.url)

    connected: list[str] = []
    device.route_web_socket("**/ws/**", answer)
    ann = Window.open(device, f"/chats/{chat}")
    bob = Window.open(devices.of(site["bob"]), f"/chats/{chat}")
    talk(ann, bob, "back 1", "back 2")

    is_blocked[0] = False
    ann.page.clock.fast_forward(LOOKS_AFTER)
    patience = time.monotonic() + 15
    while not connected and time.monotonic() < patience:
        ann.page.wait_for_timeout(50)
    device.route("**/api/v1/events**", cut)  # from now on only the socket carries
    talk(ann, bob, "again 1", "again 2", "again 3")
    expect(ann.status).to_have_text("")

    assert connected
