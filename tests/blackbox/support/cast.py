"""The people of the tests, signed up through the pages like everybody else."""

from __future__ import annotations

import atexit
import functools
import itertools
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from .browser import Browser, link_in, mails_to
from .frames import Row
from .server import Server

NICKNAMES = {"ann": "Ann", "bob": "Bob", "lin": "林小雨", "chen": "陈默", "eve": "Eve"}
_making = threading.Lock()
FRIENDS = ("ann", "bob", "lin", "chen")  # Eve knows nobody


@dataclass
class Site:
    """A running server and what the tests know about the people on it."""

    server: Server
    browsers: dict[str, Browser] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Browser:
        """Return the person's first browser."""
        return self.browsers[username]

    def another_browser(self, username: str) -> Browser:
        """Log the person in once more, as on another device."""
        browser = Browser(self.server)
        browser.log_in(username)
        assert browser.is_inside, f"{username} cannot log in"
        return browser

    def chat_of(self, one: str, other: str) -> str:
        """Return the id of the direct chat of two friends."""
        ok = self[one].command("conversation.open", user=self.ids[other])
        return str(ok["stream"])


def register(site: Site, username: str) -> Browser:
    """Sign up through the pages, follow the mail and log in."""
    browser = Browser(site.server)
    page = browser.sign_up(username, NICKNAMES[username])
    assert page.status_code == 200, page.text
    browser.activate(link_in(mails_to(site.server, f"{username}@example.org")[-1]))
    if not browser.is_inside:
        browser.log_in(username)
    site.browsers[username] = browser
    site.ids[username] = my_id(browser)
    return browser


def befriend(site: Site, one: str, other: str) -> str:
    """Request and accept; return their direct chat."""
    site[one].command("contact.request", user=site.ids[other], greeting="你好, hello")
    return str(site[other].command("contact.accept", user=site.ids[one])["stream"])


def my_id(browser: Browser) -> str:
    """Return the id of the person who is signed in here."""
    return str(browser.get("bootstrap").json()["user"])


def my_rows(browser: Browser) -> dict[str, Row]:
    """Return the person's own rows by key, freshly fetched."""
    reply = browser.post("sync", {"have": {"me": 0}, "limit": 500}).json()["ok"]
    return {row["key"]: row for answer in reply["streams"] for row in answer["rows"]}


def inhabited_folder() -> tuple[Path, dict[str, dict[str, str]]]:
    """Return a data folder in which the cast lives, all but Eve friends, and their cookies.

    Signing up takes a while; every server that is not about signing up begins with a copy.
    """
    with _making:  # watches ask from threads of their own
        return _inhabited_folder()


@functools.cache
def _inhabited_folder() -> tuple[Path, dict[str, dict[str, str]]]:
    folder = Path(tempfile.mkdtemp(prefix="happychat-cast-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Server(HAPPYCHAT_RATE_SCALE="0") as server:
        site = Site(server)
        for username in NICKNAMES:
            register(site, username)
        for one, other in itertools.combinations(FRIENDS, 2):
            befriend(site, one, other)
        server.stop()
        shutil.copytree(server.data, folder / "data")
    return folder / "data", {username: browser.cookies for username, browser in site.browsers.items()}


def site_with_cast(server: Server) -> Site:
    """Meet the cast on a server that was started on a copy of their folder."""
    cookies = inhabited_folder()[1]
    site = Site(server)
    for username in NICKNAMES:
        site.browsers[username] = Browser(server, cookies=cookies[username])
        site.ids[username] = my_id(site[username])
    return site


def inhabited_server(kind: str = "serve", **settings: str) -> Server:
    """Return a server, not yet started, on a copy of the cast's folder."""
    return Server(kind, before=inhabited_folder()[0], **settings)
