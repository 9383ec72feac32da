"""What somebody may not see is fetched as what does not exist, to the byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chat.api import api
from tests.conftest import signed_in
from tests.groups.cast import Cast

# Who asks, for what they may not see, and for what does not exist.
FETCHED: dict[str, Callable[[Cast], list[tuple[str, str, str]]]] = {
    "bootstrap": lambda cast: [],
    "guests/challenge": lambda cast: [],
    "events": lambda cast: [],
    "conversations/{stream}/messages": lambda cast: [
        *(("outsider", f"conversations/{stream}/messages", "conversations/c999999/messages") for stream in cast.unseen),
        *(in_pages(cast.hills, "late", "seqs=1,2", "seqs=998,999")),
        *(in_pages(cast.hills, "removed", "seqs=1", "seqs=999")),
        *(in_pages(cast.hills, "banned", "around=1", "around=999")),
        *(in_pages(cast.over, "ended", "seqs=1", "seqs=999")),
        *(in_pages(cast.between, "blocker", "seqs=2", "seqs=999")),
        *(in_pages(cast.between, "blocker", "around=2", "around=999")),
    ],
    "conversations/{stream}/messages/{seq}/versions": lambda cast: [
        *(("outsider", wordings(stream, 2), wordings("c999999", 2)) for stream in cast.unseen),
        *((who, wordings(cast.hills, 2), wordings(cast.hills, 999)) for who in ("late", "removed", "banned")),
        ("blocker", wordings(cast.between, 2), wordings(cast.between, 999)),
    ],
    "conversations/{stream}/members": lambda cast: [
        *(("outsider", f"conversations/{stream}/members", "conversations/c999999/members") for stream in cast.unseen),
        *(among_members(cast, f"after={cast.name('stranger')}", "after=u999999")),
        *(among_members(cast, "query=stranger", "query=nothing")),
    ],
    "conversations/{stream}/receipts": lambda cast: [
        ("outsider", f"conversations/{stream}/receipts", "conversations/c999999/receipts") for stream in cast.unseen
    ],
    "users": lambda cast: [
        ("outsider", "users?query=shy", "users?query=nothing"),
        ("outsider", "users?username=gone", "users?username=nothing"),
    ],
    "groups": lambda cast: [
        *(("outsider", f"groups?code={code}", "groups?code=nothing") for code in cast.codes),
        *(("outsider", f"groups?id={stream}", "groups?id=c999999") for stream in cast.unseen),
        *((who, f"groups?id={cast.hills}", "groups?id=c999999") for who in ("left", "removed", "banned")),
        *(("outsider", f"groups?after={stream}", "groups?after=c999999") for stream in cast.unseen),
        ("outsider", "groups?query=Hills", "groups?query=nothing"),
    ],
    "groups/{stream}/{list}": lambda cast: [
        ("outsider", f"groups/{stream}/{what}", f"groups/c999999/{what}")
        for stream in cast.unseen
        for what in ("requests", "invitations", "log", "notice")
    ],
    "search": lambda cast: [
        *(("outsider", f"search?q=hello&stream={stream}", "search?q=hello&stream=c999999") for stream in cast.unseen),
        ("outsider", f"search?q=hello&author={cast.name('owner')}", "search?q=hello&author=u999999"),
        *((who, "search?q=hello", "search?q=nothing") for who in ("outsider", "left", "removed", "banned", "late")),
        ("blocker", "search?q=hey", "search?q=nothing"),
    ],
    "emoji": lambda cast: [],
    "emoji/{key}": lambda cast: [],
    "exports/{name}": lambda cast: [("outsider", f"exports/{cast.export}", "exports/nothing")],
    "attachments/{name}": lambda cast: [
        ("outsider", f"attachments/{cast.picture}{code}", f"attachments/nothing{code}")
        for code in ("", "?code=nothing", f"?code={cast.codes[0]}")
    ],
}


def wordings(stream: str, seq: int) -> str:
    return f"conversations/{stream}/messages/{seq}/versions"


def in_pages(stream: str, who: str, *asked: str) -> list[tuple[str, str, str]]:
    secret, nowhere = (f"conversations/{stream}/messages?{what}" for what in asked)
    return [(who, secret, nowhere)]


def among_members(cast: Cast, *asked: str) -> list[tuple[str, str, str]]:
    secret, nowhere = (f"conversations/{cast.hills}/members?{what}" for what in asked)
    return [("late", secret, nowhere)]


def test_every_address_that_is_fetched_is_tried() -> None:
    paths = api.get_openapi_schema()["paths"]
    fetched = {path.removeprefix("/api/v1/") for path, methods in paths.items() if "get" in methods}
    assert set(FETCHED) == fetched | {"events"}


@pytest.mark.django_db(transaction=True)
def test_what_is_not_visible_is_not_fetched(cast: Cast) -> None:
    for pairs in FETCHED.values():
        for who, secret, nowhere in pairs(cast):
            client = signed_in(cast.by[who])

            answers = [client.get(f"/api/v1/{path}") for path in (secret, nowhere)]

            found, missing = ((answer.status_code, answer.content, dict(answer.headers)) for answer in answers)
            assert found == missing, f"{who}: {secret}"
