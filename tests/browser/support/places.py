"""All the pages a person comes to, for the tests that look at every one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from tests.blackbox.support.cast import Site

from .window import Window

OUTSIDE = (
    "/",
    "/invite/a-code",
    "/accounts/signup/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/confirm-email/",
)
INSIDE = (
    "/chats",
    "/chats/requests",
    "/groups/new",
    "/search",
    "/search?q=%E5%A4%A9%E6%B0%94&kind=&from=2020-01-01",
    "/search?kind=link",
    "/search?q=nothing-like-that",
    "/discover",
    "/discover?q=nothing-like-that",
    "/discover/meet",
    "/contacts",
    "/contacts/new",
    "/contacts/groups",
    "/contacts/find?q=n",
    "/u/bob",
    "/u/eve",
    "/u/bob/qr",
    "/me",
    "/me/qr",
    "/me/profile",
    "/me/favourites",
    "/me/reminders",
    "/me/scheduled",
    "/me/appearance",
    "/me/privacy",
    "/me/data",
    "/me/blocked",
    "/me/account",
    "/chats/nothing-here",
)
OF_GROUP = ("", "/members", "/add", "/edit", "/notice", "/nickname", "/requests", "/links", "/settings", "/log")
FRONT_DOOR_INSIDE = (
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/logout/",
)


@dataclass(frozen=True)
class Furnished:
    """A site on which Ann has something to see everywhere, her chat with something of everything in it, a request."""

    site: Site
    chat: str
    request: str
    group: str
    club: str  # public, and not hers
    invitation: str  # its code


def furnish(site: Site) -> Furnished:
    """Bring in a long and mixed talk, a request, words about Bob."""
    chat = site.chat_of("ann", "bob")
    said = [
        "Hello 小雨",
        "今天天气不错，出去走走吧。",
        "https://example.org/" + "long/" * 40,
        "🎉",
        "字" * 300,
        "w" * 300,
    ]
    for number, body in enumerate(said):
        for username in ("ann", "bob"):
            number_of = f"places-{username}-{number}"
            site[username].command("message.send", stream=chat, client_id=number_of, body=body)
    site["bob"].command(
        "profile.update", bio="说得少，听得多。", place="杭州", website="https://example.org/bob", gender="male"
    )
    site["eve"].command("contact.request", user=site.ids["ann"], greeting="你好，我是 Eve。")
    site["ann"].command("contact.note", user=site.ids["lin"], star=True, tags=["徒步", "象棋"])
    site["ann"].command("conversation.settings", stream=site.chat_of("ann", "lin"), folder="老朋友")
    site["ann"].command("conversation.settings", stream=site.chat_of("ann", "chen"), archived=True)
    return Furnished(site, chat, asked(site), grouped(site), *elsewhere(site))


def asked(site: Site) -> str:
    """Let Eve write to Ann, who takes words from strangers; return their chat."""
    site["ann"].command("profile.update", preferences={"message": "everyone"})
    chat = str(site["eve"].command("conversation.open", user=site.ids["ann"])["stream"])
    site["eve"].command("message.send", stream=chat, client_id="places-eve", body="你好，打扰了。")
    return chat


def grouped(site: Site) -> str:
    """Let Ann run a group with something in all its places; return it."""
    members = [site.ids[name] for name in ("bob", "lin", "chen")]
    about = {
        "introduction": "每周六一起爬山，风雨无阻。",
        "notice": "八点在北门集合，请带水。",
        "tags": ["徒步", "户外"],
    }
    rules = {"public": True, "join": "approval", "question": "为什么想来？"}
    ann, bob = site["ann"], site.ids["bob"]
    made = ann.command("group.create", client_id="places-group", name="周末爬山", members=members, **about, **rules)
    group = str(made["stream"])
    ann.command("group.role", stream=group, user=bob, role="admin")
    ann.command("group.mute", stream=group, user=site.ids["chen"], until="2099-01-01T00:00:00.000Z")
    ann.command("group.invite", stream=group, link={"uses": 10})
    site["lin"].command("group.nickname", stream=group, nickname="小雨")
    site["bob"].command("group.update", stream=group, notice="改成九点，在南门集合。" * 4)
    called = {"body": "@Ann 你来吗？" * 20, "mentions": [site.ids["ann"]]}
    said = site["bob"].command("message.send", stream=group, client_id="places-called", **called)
    site["bob"].command("message.pin", stream=group, seq=said["seq"], on=True)
    site["eve"].command("group.join", stream=group, answer="我也喜欢爬山。")
    return group


def elsewhere(site: Site) -> tuple[str, str]:
    """Let Bob run a group that everybody finds and may look into; return it, and the code of an invitation."""
    bob, lin = site["bob"], site.ids["lin"]
    about = {"introduction": "一起喝茶，慢慢聊天。" * 20, "tags": ["茶", "户外"], "question": "为什么想来？"}
    rules = {"public": True, "preview": True, "join": "approval"}
    made = bob.command("group.create", client_id="places-club", name="茶" * 40, members=[lin], **about, **rules)
    club = str(made["stream"])
    bob.command("message.send", stream=club, client_id="places-club", body="谁带茶？" * 20)
    return club, str(bob.command("group.invite", stream=club, link={})["code"])


def outside(context: BrowserContext) -> Iterator[tuple[str, Page]]:
    """Walk through the pages of who is not signed in."""
    page = context.new_page()
    for path in OUTSIDE:
        page.goto(path)
        yield path, page


def inside(context: BrowserContext, furnished: Furnished) -> Iterator[tuple[str, Page]]:
    """Walk through the pages of who is signed in, from place to place of the chat page, then the others."""
    window = Window(context.new_page())
    chats = [f"/chats/{chat}" for chat in (furnished.chat, furnished.request, furnished.group)]
    cards = [f"/groups/{furnished.club}", f"/invite/{furnished.invitation}"]
    for path in (
        *INSIDE,
        *chats,
        f"{chats[0]}/shelf",
        f"{chats[0]}/shelf/links",
        *(f"{chats[-1]}/info{page}" for page in OF_GROUP),
        *cards,
    ):
        window.go(path)
        window.page.locator("h1").last.wait_for(state="attached")
        yield path, window.page
    for path in FRONT_DOOR_INSIDE:
        window.page.goto(path)
        yield path, window.page
