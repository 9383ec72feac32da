"""Requests no page of ours would make: each is refused with an error object, and nothing else happens."""

from __future__ import annotations

import httpx
import pytest

from .support.arguments import shapes
from .support.cast import Site
from .support.frames import check_error
from .support.quiet import at_most_a_line_each, nothing_changes

FRAME_BYTES = 65_536
UNREADABLE = [
    b"",
    b"\x00\xff\x80",
    b"[]",
    b"null",
    b"17",
    b"NaN",
    b'{"command":"sync"',
    b"[" * 1000 + b"]" * 1000,
    b"9" * 5000,
    b'{"command":"sync","have":{"me":NaN}}',
    b'{"command":"\xed\xa0\x80"}',
    b'{"command":"x"}',
    b'{"have":{"me":0}}',
    b'{"command":"sync","have":{"me":0},"x":1}',
    b'{"command":"sync","have":{}}',
    b"command=sync&have=me",
]
SYNCS = [
    b"[]",
    b"{}",
    b'{"have":[]}',
    b'{"have":{"me":-1}}',
    b'{"have":{"me":0},"x":1}',
    b'{"have":{"me":0},"limit":501}',
    b'{"have":{"me":0},"wait":26}',
    b'{"have":{"me":0},"wait":"1"}',
    b'{"have":{"me":0},"heads":[]}',
    b'{"have":{"me":0},"command":"message.send"}',
]
QUERIES = [
    "bootstrap?x=1",
    "bootstrap?limit=0",
    "bootstrap?limit=501",
    "bootstrap?limit=x",
    "users",
    "users?ids=u1&query=x",
    "users?ids=u1,u1",
    "users?ids=" + ",".join(f"u{number}" for number in range(1, 102)),
    "users?query=",
    "users?query=" + "x" * 41,
    "users?query=a%00b",
    "users?username=",
    "users?username=ann&x=1",
    "conversations/{chat}/messages?before=0",
    "conversations/{chat}/messages?before=-1",
    "conversations/{chat}/messages?before=x",
    "conversations/{chat}/messages?before=" + "9" * 30,
    "conversations/{chat}/messages?before=" + "9" * 5000,
    "conversations/{chat}/messages?before=2&after=1",
    "conversations/{chat}/messages?limit=0",
    "conversations/{chat}/messages?limit=101",
    "conversations/{chat}/messages?seqs=",
    "conversations/{chat}/messages?seqs=x",
    "conversations/{chat}/messages?seqs=1,1",
    "conversations/{chat}/messages?seqs=" + ",".join(map(str, range(1, 102))),
    "conversations/{chat}/messages?date=yesterday",
    "conversations/{chat}/messages?date=2026-02-30T00:00:00.000Z",
    "conversations/{chat}/messages?x=1",
    "conversations/{chat}/receipts?x=1",
]
NOWHERE = [
    "x",
    "conversations/x/messages",
    "conversations/me/messages",
    "conversations/%00/messages",
    "conversations/..%2f..%2fetc/messages",
    "conversations/" + "c" * 65 + "/messages",
    "users?username=nobody",
    "attachments/%2e%2e",
]


@pytest.mark.parametrize("body", UNREADABLE)
def test_a_command_that_cannot_be_read_is_bad(site: Site, body: bytes) -> None:
    assert status_and_code(site, "command", body) == (200, "bad")


@pytest.mark.parametrize("body", SYNCS)
def test_a_sync_that_cannot_be_read_is_bad(site: Site, body: bytes) -> None:
    assert status_and_code(site, "sync", body) == (200, "bad")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_command_a_foreign_form_could_send_is_refused(site: Site, kind: str) -> None:
    body = b'{"command":"sync","have":{"me":0}}'

    reply = site["ann"].http.post("/api/v1/command", content=body, headers=token(site) | {"Content-Type": kind})

    assert reply.status_code in {200, 400, 403, 415}
    assert "ok" not in reply.json()


@pytest.mark.parametrize("path", ["command", "sync"])
def test_a_body_over_64_kib_is_413(site: Site, chat: str, path: str) -> None:
    body = shapes(chat, "")["message.send"].frame(9).encode()

    with nothing_changes(site, "ann", "bob"), at_most_a_line_each(site.server, [path]):
        reply = post(site, path, body + b" " * (FRAME_BYTES + 1 - len(body)))

    assert reply.status_code == 413
    check_error(reply.json()["error"])


def test_a_body_of_64_kib_is_read(site: Site, chat: str) -> None:
    body = shapes(chat, "")["conversation.read"].frame(9).encode()

    reply = post(site, "command", body + b" " * (FRAME_BYTES - len(body)))

    assert reply.status_code == 200
    assert reply.json().keys() == {"id", "ok"}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_cannot_be_read_is_400(site: Site, chat: str, query: str) -> None:
    with at_most_a_line_each(site.server, [query]):
        reply = site["ann"].http.get(f"/api/v1/{query.format(chat=chat)}")

    assert reply.status_code == 400, reply.text[:300]
    check_error(reply.json()["error"])
    assert reply.json()["error"]["code"] == "bad"


@pytest.mark.parametrize("path", NOWHERE)
def test_what_leads_nowhere_is_404_and_an_error_object(site: Site, path: str) -> None:
    with at_most_a_line_each(site.server, [path]):
        reply = site["ann"].http.get(f"/api/v1/{path}")

    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize(
    ("path", "allowed"), [("bootstrap", "GET"), ("command", "POST"), ("events", "GET"), ("sync", "POST")]
)
def test_a_method_nobody_offers_is_405_and_an_error_object(site: Site, method: str, path: str, allowed: str) -> None:
    with at_most_a_line_each(site.server, [method]):
        reply = site["ann"].http.request(method, f"/api/v1/{path}", headers=token(site))

    assert reply.status_code == 405
    assert reply.headers["Allow"] == allowed
    assert reply.headers["Content-Type"].startswith("application/json")
    check_error(reply.json()["error"])


def test_a_name_the_site_does_not_have_is_400_and_an_error_object(site: Site) -> None:
    reply = site["ann"].http.get("/api/v1/bootstrap", headers={"Host": "evil.example"})

    assert reply.status_code == 400
    check_error(reply.json()["error"])


def test_commands_by_http_and_by_socket_are_one(site: Site, chat: str) -> None:
    by_http = site["ann"].post("command", {"id": 7, "command": "conversation.read", "stream": chat, "seq": 1}).json()
    without_id = site["ann"].post("command", {"command": "conversation.read", "stream": chat, "seq": 1}).json()

    assert by_http["id"] == 7
    assert by_http["ok"] == without_id["ok"]


def test_a_sync_by_http_needs_no_command_around_it(site: Site, chat: str) -> None:
    reply = site["ann"].post("sync", {"have": {"me": 0, chat: 0}}).json()

    assert reply.keys() == {"ok"}
    assert [answer["stream"] for answer in reply["ok"]["streams"]] == ["me", chat]


def status_and_code(site: Site, path: str, body: bytes) -> tuple[int, str]:
    """Post a body; return the status and the code of the error, after a look at the log."""
    with at_most_a_line_each(site.server, [body]):
        reply = post(site, path, body)
    return reply.status_code, reply.json()["error"]["code"]


def post(site: Site, path: str, body: bytes) -> httpx.Response:
    """Post a body as JSON with the CSRF token."""
    headers = token(site) | {"Content-Type": "application/json"}
    return site["ann"].http.post(f"/api/v1/{path}", content=body, headers=headers)


def token(site: Site) -> dict[str, str]:
    """Return the header that says a request comes from the page."""
    return {"X-CSRFToken": site["ann"].csrf}
