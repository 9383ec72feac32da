"""Newcomers come in through the front door, find each other and talk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.blackbox.support.browser import mails_to
from tests.blackbox.support.server import Server

from .support.devices import Devices
from .support.people import ANN, CHEN, EVE, LIN, Person, follow_mail, log_in, register, sign_up
from .support.window import Window

CREATE = {"en-GB": "Create account", "zh-CN": "注册"}
INBOX = {"en-GB": "Check your inbox", "zh-CN": "请查收邮件"}
NOT_ACTIVE = {"en-GB": "Your account is not active yet", "zh-CN": "账号还没有激活"}
SEND_AGAIN = {"en-GB": "Send the email again", "zh-CN": "重新发送邮件"}
SENT_AGAIN = {"en-GB": "We have sent the email again.", "zh-CN": "邮件已重新发送。"}
NOBODY_YET = {"en-GB": "No conversations yet", "zh-CN": "还没有聊天"}


@pytest.mark.parametrize("person", [EVE, CHEN], ids=["English", "Chinese"])
def test_an_account_waits_for_its_activation(empty_server: Server, devices: Devices, person: Person) -> None:
    device = devices.new(empty_server.origin, locale=person.language)
    welcome = device.new_page()
    welcome.goto("/")
    welcome.get_by_role("link", name=CREATE[person.language]).click()
    expect(welcome).to_have_url(re.compile("/accounts/signup/"))
    welcome.close()

    page = sign_up(device, person)
    expect(page.get_by_role("heading", level=1)).to_have_text(INBOX[person.language])
    expect(page.get_by_text(person.email)).to_be_visible()

    elsewhere = devices.new(empty_server.origin, locale=person.language).new_page()
    for login in (person.username, person.email):
        log_in(elsewhere, login, person.password)
        expect(elsewhere.get_by_text(NOT_ACTIVE[person.language])).to_be_visible()
        elsewhere.goto("/chats")
        expect(elsewhere).to_have_url(re.compile("/accounts/login/"))

    before = len(mails_to(empty_server, person.email))
    page.get_by_role("button", name=SEND_AGAIN[person.language]).click()
    expect(page.get_by_text(SENT_AGAIN[person.language])).to_be_visible()
    assert len(mails_to(empty_server, person.email)) == before + 1

    follow_mail(page, empty_server, person.email)
    expect(page.get_by_text(NOBODY_YET[person.language])).to_be_visible()
    log_in(elsewhere, person.email, person.password)
    expect(elsewhere.get_by_text(NOBODY_YET[person.language])).to_be_visible()


def test_two_newcomers_become_friends_and_talk_in_two_languages(empty_server: Server, devices: Devices) -> None:
    ann = newcomer(devices, empty_server, ANN)
    lin = newcomer(devices, empty_server, LIN)

    ask(ann, part_of_nickname="小雨", name="林小雨", greeting="Hello, I am Ann from the reading circle.")
    expect(ann.page.get_by_text("Your request is on its way.")).to_be_visible()
    accept(lin, asked_with="Hello, I am Ann from the reading circle.")
    ann.page.get_by_role("button", name="Send a message").click()
    for window, words in ((ann, "You are friends now. Say hello!"), (lin, "你们已经是朋友了，打个招呼吧！")):
        expect(window.notices).to_have_text([words])

    said = talk(ann, lin)
    for window in (ann, lin):
        window.page.reload()
        window.is_live()
        window.shows_sent(said)
    expect(ann.state(said[2])).to_have_text("Read")
    expect(ann.page.locator("html")).to_have_attribute("lang", "en")
    expect(lin.page.locator("html")).to_have_attribute("lang", "zh-hans")


def newcomer(devices: Devices, server: Server, person: Person) -> Window:
    """Register somebody on a device of their own; return their window of the chat page."""
    device: BrowserContext = devices.new(server.origin, locale=person.language)
    page: Page = register(device, server, person)
    window = Window(page)
    window.is_live()
    return window


def ask(window: Window, *, part_of_nickname: str, name: str, greeting: str) -> None:
    """Find somebody and send a request, in English."""
    page = window.page
    page.get_by_role("button", name="New", exact=True).click()
    page.get_by_role("menuitem", name="Find people").click()
    page.get_by_label("Username, nickname or note").fill(part_of_nickname)
    page.locator("happy-find-people").get_by_role("link", name=name).click()
    page.get_by_role("button", name="Add as a friend").click()
    page.get_by_label("Say who you are").fill(greeting)
    page.get_by_role("button", name="Send the request").click()


def accept(window: Window, *, asked_with: str) -> None:
    """See the request arrive without doing anything, and accept it, in Chinese."""
    page = window.page
    tab = page.locator("happy-tabs").get_by_role("link", name="通讯录")
    expect(tab.locator(".badge")).to_have_text("1 个好友申请")
    tab.click()
    page.get_by_role("link", name="新的朋友").click()
    expect(page.get_by_text(asked_with)).to_be_visible()
    page.get_by_role("button", name="接受 Ann").click()
    expect(tab.locator(".badge")).to_have_count(0)
    expect(window.title).to_have_text("Ann")


def talk(ann: Window, lin: Window) -> list[str]:
    """Let the two talk; return what they said."""
    said = ["Hello 小雨! How was the trip?", "你好！一路顺利，风景很美 🌄", "That is good to hear.", "下次一起去吧？"]
    ann.composer.press_sequentially("Hel")
    expect(lin.typing).to_contain_text("Ann 正在输入…")
    ann.say(said[0])
    lin.shows(said[:1])
    expect(lin.typing).to_have_text("")
    lin.composer.press_sequentially("你")
    expect(ann.typing).to_contain_text("林小雨 is typing…")
    lin.say(said[1])
    ann.say(said[2])
    expect(ann.state(said[2])).to_have_text("Read")
    lin.say(said[3])
    for window in (ann, lin):
        window.shows_sent(said)
    expect(lin.state(said[3])).to_have_text("已读")
    return said
