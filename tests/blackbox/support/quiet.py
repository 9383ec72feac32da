"""What a case may leave behind: no more than a line in the log, and nothing in the database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .cast import Site
from .server import Server

LOG_SECONDS = 0.1  # a line may be written a moment after the reply
TROUBLE = ("Traceback", "Error:", "Exception", "CRITICAL")


@contextmanager
def at_most_a_line_each(server: Server, cases: list[Any]) -> Iterator[None]:
    """Check that the block makes the server write at most one line for each case, and no traceback."""
    before = len(server.log())
    yield
    time.sleep(LOG_SECONDS)
    written = server.log()[before:]
    assert not [line for line in written if any(word in line for word in TROUBLE)], "\n".join(written[:40])
    assert len(written) <= len(cases), f"{len(written)} lines for {len(cases)} cases:\n" + "\n".join(written[:40])


@contextmanager
def nothing_changes(site: Site, *usernames: str) -> Iterator[None]:
    """Check that these people hold the same after the block as before."""
    before = {username: everything_of(site, username) for username in usernames}
    yield
    after = {username: everything_of(site, username) for username in usernames}
    assert after == before


def everything_of(site: Site, username: str) -> list[Any]:
    """Return the person's `me` and all their conversations, freshly fetched."""
    browser = site[username]
    conversations = browser.get("bootstrap").json()["conversations"]
    have = {"me": 0} | {conversation["stream"]: 0 for conversation in conversations}
    return [browser.post("sync", {"have": {name: 0}, "limit": 500}).json()["ok"]["streams"] for name in have]
