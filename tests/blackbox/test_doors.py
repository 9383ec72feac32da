"""Who comes in, who is put out, and who never learns that there is a room."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed

from .support.browser import PASSWORD, Browser
from .support.cast import Site
from .support.wire import Wire, closed_at_once, status_of_handshake

SOCKETS_A_PERSON = 20
SIGNED_OUT_WITHIN = 2.0


@pytest.fixture(scope="module", params=["serve", "daphne"])
def site(request: pytest.FixtureRequest, shared_site: Callable[[str], Site]) -> Site:
    """A site where Ann and Bob are friends and Eve is outside, on either server."""
    return shared_site(request.param)


@pytest.fixture(scope="module")
def chat(site: Site) -> str:
    """The direct chat of Ann and Bob, in which something was said."""
    chat = site.chat_of("ann", "bob")
    site["ann"].command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body="between us")
    return chat


def test_without_a_session_the_socket_is_accepted_and_closed_at_once(site: Site) -> None:
    assert closed_at_once(site.server) == 4401


@pytest.mark.parametrize("sid", ["x", "a" * 32, "A" * 5000, "../../etc/passwd", "%00", "' or 1=1 --"])
def test_a_forged_session_is_no_session(site: Site, sid: str) -> None:
    (name,) = session_of(site["ann"])

    assert closed_at_once(site.server, cookies=f"{name}={sid}") == 4401
    assert Browser(site.server, cookies={name: sid}).get("bootstrap").status_code == 401


def test_a_session_with_one_letter_changed_is_no_session(site: Site) -> None:
    ((name, sid),) = session_of(site["ann"]).items()
    changed = ("b" if sid[0] == "a" else "a") + sid[1:]

    assert closed_at_once(site.server, cookies=f"{name}={changed}") == 4401


def test_an_expired_session_is_no_session(site: Site) -> None:
    browser = site.another_browser("ann")
    expire(site, browser)

    assert closed_at_once(site.server, cookies=browser.cookie_header) == 4401
    assert browser.get("bootstrap").status_code == 401


def test_a_signed_out_session_is_no_session(site: Site) -> None:
    browser = site.another_browser("ann")
    kept = browser.cookies
    browser.log_out()

    stolen = Browser(site.server, cookies=kept)
    assert closed_at_once(site.server, cookies=stolen.cookie_header) == 4401
    assert stolen.get("bootstrap").status_code == 401


def test_a_bearer_nobody_gave_lets_nobody_in(site: Site) -> None:
    bearer = ("Authorization", f"Bearer {secrets.token_urlsafe(32)}")
    stranger = Browser(site.server)
    stranger.http.headers["Authorization"] = bearer[1]

    assert stranger.get("bootstrap").status_code == 401
    assert closed_at_once(site.server, headers=[bearer]) == 4401
    ann = ("Cookie", site["ann"].cookie_header)
    for headers in ([], [("Origin", "http://evil.example")], [("Origin", "null")]):
        assert status_of_handshake(site.server, ann, bearer, *headers) == 403


def test_sockets_open_at_sign_out_are_closed_and_other_devices_stay(site: Site) -> None:
    leaving, staying = site.another_browser("bob"), site["bob"]
    sockets = [Wire.open(leaving) for _ in range(3)]

    with Wire.open(staying) as other:
        begun = time.monotonic()
        leaving.log_out()
        codes = [socket.close_code(SIGNED_OUT_WITHIN) for socket in sockets]
        assert time.monotonic() - begun < SIGNED_OUT_WITHIN
        other.command("sync", have={"me": 0})

    assert codes == [4401] * 3
    assert staying.is_inside


def test_nothing_is_accepted_after_sign_out(site: Site, chat: str) -> None:
    leaving = site.another_browser("ann")
    wire = Wire.open(leaving)
    leaving.log_out()

    with contextlib.suppress(ConnectionClosed):  # as soon as the server has closed it
        for _ in range(20):
            late = {
                "id": 9,
                "command": "message.send",
                "stream": chat,
                "client_id": secrets.token_hex(8),
                "body": "late",
            }
            wire.send(json.dumps(late))
            time.sleep(0.02)

    assert wire.close_code() == 4401
    assert not [frame for frame in wire.pushed if "ok" in frame]
    page = site["bob"].get(f"conversations/{chat}/messages").json()
    assert "late" not in [row.get("body") for row in page["rows"]]


def test_a_new_password_ends_the_sockets_of_all_other_devices(site: Site) -> None:
    changing, other = site.another_browser("chen"), site.another_browser("chen")

    with Wire.open(other) as wire:
        changed = changing.submit(
            "/accounts/password/change/", oldpassword=PASSWORD, password1=PASSWORD + "!", password2=PASSWORD + "!"
        )
        assert changed.status_code == 200
        assert wire.close_code(SIGNED_OUT_WITHIN + 1) == 4401

    assert not other.is_inside
    assert closed_at_once(site.server, cookies=other.cookie_header) == 4401
    assert changing.is_inside


@pytest.mark.parametrize("query", ["v=2", "v=0", "v=", "", "v=one", "v=1.0", "version=1"])
def test_another_version_is_closed_4426(site: Site, query: str) -> None:
    assert closed_at_once(site.server, cookies=site["ann"].cookie_header, query=query) == 4426


def test_with_more_than_twenty_sockets_the_oldest_goes(site: Site) -> None:
    sockets = [Wire.open(site["lin"]) for _ in range(SOCKETS_A_PERSON)]
    for socket in sockets:
        socket.command("sync", have={"me": 0})

    newest = [Wire.open(site["lin"]) for _ in range(2)]

    assert [socket.close_code() for socket in sockets[:2]] == [4409, 4409]
    for socket in [*sockets[2:], *newest]:
        socket.command("sync", have={"me": 0})
        socket.connection.close()


@pytest.mark.parametrize("path", ["command", "sync"])
@pytest.mark.parametrize("token", [None, "", "x" * 32, "x" * 64])
def test_a_post_without_the_csrf_token_is_403(site: Site, path: str, token: str | None) -> None:
    headers = {} if token is None else {"X-CSRFToken": token}
    body = {"command": "profile.update", "bio": "forged"} if path == "command" else {"have": {"me": 0}}

    reply = site["ann"].http.post(f"/api/v1/{path}", json=body, headers=headers)

    assert reply.status_code == 403
    assert {"code", "message"} <= reply.json()["error"].keys()


def test_a_post_from_another_origin_is_403(site: Site) -> None:
    ann = site["ann"]

    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{site.server.port}"):
        headers = {"X-CSRFToken": ann.csrf, "Origin": origin}
        assert ann.http.post("/api/v1/sync", json={"have": {"me": 0}}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["signup", "login", "logout", "password/change", "password/reset"])
def test_account_forms_without_the_csrf_token_are_403(site: Site, path: str) -> None:
    reply = site["ann"].http.post(f"/accounts/{path}/", data={"login": "ann", "password": PASSWORD})

    assert reply.status_code == 403
    assert site["ann"].is_inside


@pytest.mark.parametrize("path", ["bootstrap", "users?username=ann", "conversations/{chat}/messages", "attachments/x"])
def test_a_get_without_a_session_is_401_and_an_error_object(site: Site, chat: str, path: str) -> None:
    reply = Browser(site.server).http.get(f"/api/v1/{path.format(chat=chat)}")

    assert reply.status_code == 401
    assert {"code", "message"} <= reply.json()["error"].keys()
    assert "no-store" in reply.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["command", "sync"])
def test_a_post_without_a_session_is_401_and_an_error_object(site: Site, path: str) -> None:
    stranger = Browser(site.server)
    stranger.http.get("/accounts/login/")

    reply = stranger.post(path, {"have": {"me": 0}} | ({"command": "sync"} if path == "command" else {}))

    assert reply.status_code == 401
    assert {"code", "message"} <= reply.json()["error"].keys()


def test_whatever_has_a_user_in_it_is_not_stored_by_caches(site: Site, chat: str) -> None:
    ann = site["ann"]

    for path in ("bootstrap", "users?username=bob", f"conversations/{chat}/messages", f"conversations/{chat}/receipts"):
        assert "no-store" in ann.http.get(f"/api/v1/{path}").headers["Cache-Control"]
    assert "no-store" in ann.http.get("/").headers["Cache-Control"]


def test_the_session_cookie_is_not_for_scripts_nor_for_other_sites(site: Site) -> None:
    browser = Browser(site.server)
    before = browser.submit("/accounts/login/", login="ann", password=PASSWORD)

    (name,) = session_of(browser)
    headers = [line for reply in (*before.history, before) for line in reply.headers.get_list("Set-Cookie")]
    (cookie,) = [line for line in headers if line.startswith(f"{name}=")]
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()


def session_of(browser: Browser) -> dict[str, str]:
    """Return the cookie that is the session, by its name."""
    return {name: value for name, value in browser.cookies.items() if name in {"sid", "__Host-sid"}}


def expire(site: Site, browser: Browser) -> None:
    """Let half a year go by for one session."""
    (sid,) = session_of(browser).values()
    with site.server.database() as database:
        changed = database.execute(
            "UPDATE django_session SET expire_date = '2020-01-01 00:00:00' WHERE session_key = ?", (sid,)
        )
    assert changed.rowcount == 1
