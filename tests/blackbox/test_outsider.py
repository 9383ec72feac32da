"""What you may not see is not found: the answers tell an outsider nothing."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest

from .support.cast import Site
from .support.quiet import nothing_changes
from .support.wire import Wire

CANARY = "for Bob's eyes only"


@pytest.fixture(scope="module")
def chat(site: Site) -> str:
    """The direct chat of Ann and Bob, in which something was said."""
    chat = site.chat_of("ann", "bob")
    for _ in range(3):
        site["ann"].command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body=CANARY)
    return chat


@pytest.fixture(params=["of the same form", "of another form"])
def nowhere(request: pytest.FixtureRequest, chat: str) -> str:
    """An id that belongs to nothing."""
    return id_like(chat) if request.param == "of the same form" else secrets.token_urlsafe(12)


COMMANDS: dict[str, dict[str, Any]] = {
    "message.send": {"client_id": "outside", "body": "let me in"},
    "conversation.read": {"seq": 1},
    "message.edit": {"seq": 2, "revision": 0, "body": "mine now"},
    "message.recall": {"seq": 2},
    "message.react": {"seq": 2, "emoji": "👍", "on": True},
    "message.pin": {"seq": 2, "on": True},
    "message.favourite": {"seq": 2, "on": True},
    "message.remind": {"seq": 2, "at": "2099-01-01T00:00:00.000Z"},
    "message.answer": {"seq": 2, "options": [0]},
    "message.close": {"seq": 2},
    "conversation.settings": {"pinned": True},
    "group.leave": {},
    "group.update": {"name": "mine"},
    "match.next": {},
    "match.stop": {},
    "match.keep": {},
    "report": {"reason": "spam"},
}
THIS_SLICE = ["message.send", "conversation.read"]
PAGES = [
    "messages",
    "messages?before=100",
    "messages?after=1",
    "messages?around=2",
    "messages?seqs=1,2",
    "messages?date=2020-01-01T00:00:00.000Z",
    "receipts",
    "members",
    "messages/2/versions",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_for_anothers_conversation_is_answered_as_for_none(
    site: Site, chat: str, nowhere: str, command: str
) -> None:
    with nothing_changes(site, "ann", "bob", "eve"), Wire.open(site["eve"]) as wire:
        there = wire.ask(command, stream=chat, **COMMANDS[command])
        none = wire.ask(command, stream=nowhere, **COMMANDS[command])
        over_http = site["eve"].post("command", {"command": command, "stream": chat, **COMMANDS[command]}).json()

    assert there["error"] == without(none["error"], nowhere, chat)
    assert over_http["error"] == there["error"]
    if command in THIS_SLICE:
        assert there["error"]["code"] == "not_found"


def test_nothing_is_forwarded_out_of_anothers_conversation_or_into_it(site: Site, chat: str, nowhere: str) -> None:
    mine = site["eve"].command("group.create", client_id=secrets.token_urlsafe(16), name="Eve alone")["stream"]
    said = site["eve"].command("message.send", stream=mine, client_id=secrets.token_urlsafe(16), body="let me in")[
        "seq"
    ]
    out = [{"from": {"stream": one, "seqs": [2]}, "to": [mine], "client_id": "out"} for one in (chat, nowhere)]
    into = [{"from": {"stream": mine, "seqs": [said]}, "to": [one], "client_id": "in"} for one in (chat, nowhere)]

    with nothing_changes(site, "ann", "bob", "eve"), Wire.open(site["eve"]) as wire:
        for there, none in (out, into):
            answers = [wire.ask("message.forward", **arguments)["error"] for arguments in (there, none)]
            assert answers[0] == without(answers[1], nowhere, chat)
            assert answers[0]["code"] == "not_found"


@pytest.mark.parametrize("have", [0, 1, 10**6])
def test_sync_says_gone_for_anothers_conversation_as_for_none(site: Site, chat: str, nowhere: str, have: int) -> None:
    with Wire.open(site["eve"]) as wire:
        there = wire.command("sync", have={chat: have})
        none = wire.command("sync", have={nowhere: have})

    assert there == without(none, nowhere, chat)
    assert there["streams"] == [{"type": "gone", "stream": chat}]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_anothers_conversation_is_answered_as_of_none(site: Site, chat: str, nowhere: str, page: str) -> None:
    there = site["eve"].http.get(f"/api/v1/conversations/{chat}/{page}")
    none = site["eve"].http.get(f"/api/v1/conversations/{nowhere}/{page}")

    assert there.status_code == none.status_code == 404
    assert there.text == none.text.replace(nowhere, chat)
    assert CANARY not in there.text


def test_another_outsider_cannot_claim_the_client_id_of_someone_else(site: Site, chat: str) -> None:
    site["ann"].command("message.send", stream=chat, client_id="known-to-eve", body=CANARY)

    with Wire.open(site["eve"]) as wire:
        reply = wire.ask("message.send", stream=chat, client_id="known-to-eve", body="x")

    assert reply["error"]["code"] == "not_found"


def test_typing_and_reading_of_an_outsider_reach_nobody(site: Site, chat: str) -> None:
    with Wire.open(site["ann"]) as ann, Wire.open(site["bob"]) as bob, Wire.open(site["eve"]) as eve:
        eve.send(json.dumps({"command": "typing", "stream": chat}))
        eve.ask("conversation.read", stream=chat, seq=1)
        bob.send(json.dumps({"command": "typing", "stream": chat}))
        signal = ann.receive_until(lambda frame: frame.get("event") == "typing")

    assert signal["user"] == site.ids["bob"]
    assert not [frame for frame in ann.pushed if frame.get("user") == site.ids["eve"]]


def test_nothing_of_a_conversation_reaches_an_outsiders_socket(site: Site, chat: str) -> None:
    with Wire.open(site["eve"]) as eve:
        site["ann"].command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body=CANARY)
        site["bob"].command("conversation.read", stream=chat, seq=2)
        eve.command("sync", have={"me": 0})

    assert f'"{chat}"' not in json.dumps([eve.ready, eve.pushed])


def test_replies_go_to_the_asking_socket_only(site: Site, chat: str) -> None:
    with Wire.open(site["ann"]) as asking, Wire.open(site["ann"]) as other, Wire.open(site["bob"]) as friend:
        asking.command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body="hi")
        for wire in (other, friend):
            wire.command("sync", have={"me": 0})
            assert not [frame for frame in wire.pushed if "id" in frame]


@pytest.mark.parametrize("other", ["bob", "nobody"])
def test_a_stranger_cannot_open_a_chat_or_answer_a_request_never_made(site: Site, other: str) -> None:
    user = site.ids.get(other) or id_like(site.ids["bob"])

    with nothing_changes(site, "bob", "eve"), Wire.open(site["eve"]) as wire:
        opened = wire.ask("conversation.open", user=user)["error"]
        accepted = wire.ask("contact.accept", user=user)["error"]

    assert opened["code"] == ("forbidden" if other == "bob" else "not_found")
    assert accepted["code"] == ("gone" if other == "bob" else "not_found")


def test_the_email_address_is_in_ones_own_profile_only(site: Site) -> None:
    for path in ("users?username=bob", "users?query=bob", f"users?ids={site.ids['bob']}", "bootstrap"):
        assert "bob@example.org" not in site["ann"].http.get(f"/api/v1/{path}").text
    assert "ann@example.org" in site["ann"].http.get("/api/v1/bootstrap").text


def test_people_cannot_be_found_by_their_email_address(site: Site) -> None:
    for query in ("bob@example.org", "example.org"):
        found = site["eve"].get("users", query=query)
        assert found.status_code == 200
        assert not found.json()["users"]


@pytest.mark.parametrize("attachment", ["x", "0", "1", "../db.sqlite3", "..%2fdb.sqlite3", "a" * 64])
def test_an_attachment_nobody_showed_me_is_not_found(site: Site, attachment: str) -> None:
    assert site["eve"].http.get(f"/api/v1/attachments/{attachment}").status_code == 404


def id_like(known: str) -> str:
    """Return an id that differs from a known one in having seven more digits, none of them zero."""
    return known + "".join(secrets.choice("123456789") for _ in range(7))


def without(body: dict[str, Any], nowhere: str, there: str) -> dict[str, Any]:
    """Return the body with one id put for the other."""
    return dict(json.loads(json.dumps(body).replace(nowhere, there)))
