"""The proxies as `deploy/` sets them up: TLS, sockets, limits, and who a visitor is."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from .conftest import SIGNUP_RATE
from .doors import Door, Nginx
from .echo import EVENTS_APART_SECONDS
from .people import HouseWithDoor, Visitor, events_of, hear, say, socket_of

SECURITY_HEADERS = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
)
CLAIMS = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9", "X-Forwarded-Proto": "http"}
NOT_STATIC = ("/static/../manage.py", "/static/%2e%2e/manage.py", "/static/..%2fmanage.py", "/static/")


def test_a_page_comes_over_tls_with_every_header_once(house: HouseWithDoor) -> None:
    page = Visitor(house.server).http.get("/")

    assert page.status_code == 200
    assert "Happy Chat" in page.text
    for name in (*SECURITY_HEADERS, "cache-control", "content-type"):
        assert len(page.headers.get_list(name)) == 1, (name, page.headers)


def test_cookies_are_for_tls_and_this_host_alone(house: HouseWithDoor) -> None:
    visitor = Visitor(house.server)
    visitor.http.follow_redirects = False

    cookies = visitor.log_in("ann").headers.get_list("set-cookie")

    (session,) = [cookie for cookie in cookies if cookie.startswith("__Host-sid=")]
    for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert word in session
    assert "Domain" not in session
    assert all("Secure" in cookie for cookie in cookies)


def test_two_people_talk_through_the_door(house: HouseWithDoor) -> None:
    chat = house.chat_of("ann", "bob")

    with socket_of(house["ann"]) as ann, socket_of(house["bob"]) as bob:
        said = say(ann, chat, "你好, through the door")
        hear(bob, chat, "你好, through the door")

    assert said["stream"] == chat


@pytest.mark.parametrize("origin", [None, "null", "http://{host}", "https://localhost", "https://{host}.evil.example"])
def test_a_socket_from_elsewhere_is_refused(house: HouseWithDoor, origin: str | None) -> None:
    host = house.door.origin.removeprefix("https://")

    with pytest.raises(InvalidStatus) as refused:
        socket_of(house["ann"], origin=origin and origin.format(host=host))

    assert refused.value.response.status_code == 403


def test_a_visitor_cannot_say_who_they_are(house: HouseWithDoor) -> None:
    answers = [
        sign_up(Visitor(house.server, come_from="127.0.0.2", X_Forwarded_For=f"203.0.113.{number}"), number)
        for number in range(SIGNUP_RATE + 1)
    ]

    assert [answer.status_code for answer in answers] == [200] * SIGNUP_RATE + [429]


def test_visitors_from_other_addresses_have_limits_of_their_own(house: HouseWithDoor) -> None:
    for number in range(SIGNUP_RATE + 1):
        sign_up(Visitor(house.server, come_from="127.0.0.3"), 100 + number)

    assert sign_up(Visitor(house.server, come_from="127.0.0.4"), 200).status_code == 200


def sign_up(visitor: Visitor, number: int) -> httpx.Response:
    """Fill in the form with words nobody else uses; a person who signed up is not followed into the site."""
    return visitor.sign_up(f"visitor{number}-{visitor.server.port}", f"Visitor {number}")


def test_what_a_client_claims_of_its_connection_is_thrown_away(echo_door: Door) -> None:
    reached = httpx.get(f"{echo_door.origin}/", headers=CLAIMS, verify=False).json()

    told = {name: [value for known, value in reached if known == name] for name, _ in reached}
    assert told["x-forwarded-for"] == ["127.0.0.1"]
    assert told["x-forwarded-proto"] == ["https"]
    assert told["host"] == [echo_door.origin.removeprefix("https://")]


def test_events_come_through_the_door(house: HouseWithDoor) -> None:
    chat = house.chat_of("ann", "bob")

    with events_of(house["ann"]) as frames, socket_of(house["bob"]) as bob:
        assert next(frames)["type"] == "ready"
        say(bob, chat, "as an event")
        update = next(frame for frame in frames if frame["type"] == "update" and frame["stream"] == chat)

    assert update["rows"][0]["body"] == "as an event"


def test_each_event_is_on_its_way_at_once(echo_door: Door) -> None:
    came: list[float] = []
    with httpx.stream("GET", f"{echo_door.origin}/api/v1/events?v=1", verify=False) as answer:
        for line in answer.iter_lines():
            came += [time.monotonic()] if line.startswith("data:") else []

    assert len(came) == 3
    assert came[2] - came[0] > EVENTS_APART_SECONDS


@pytest.mark.parametrize(("size", "answer"), [(65_000, 200), (66_000, 413), (140_000, 413), (3_000_000, 413)])
def test_a_command_has_at_most_64_kib(house: HouseWithDoor, size: int, answer: int) -> None:
    reply = post(house["ann"], "command", b'{"command":"sync","have":{"me":1}}'.ljust(size))

    assert reply.status_code == answer
    assert reply.status_code == 200 or reply.json()["error"]["code"] == "too_long"


def test_a_body_without_a_length_has_the_same_limit(house: HouseWithDoor) -> None:
    def pieces() -> Iterator[bytes]:
        yield from [b" " * 10_000] * 30

    with suppress(httpx.TransportError):  # it may also hang up on who goes on
        assert post(house["ann"], "command", pieces()).status_code in {413, 502}

    assert house["ann"].is_inside  # and nobody else notices


@pytest.mark.parametrize(("megabytes", "answer"), [(9.9, "bad"), (12, "too_long")])
def test_a_picture_has_at_most_10_megabytes(house: HouseWithDoor, megabytes: float, answer: str) -> None:
    ann = house["ann"]
    noise = b"\x89PNG".ljust(int(megabytes * 1024 * 1024), b"x")

    reply = ann.http.post(
        "/api/v1/uploads", data={"kind": "picture"}, files={"file": noise}, headers={"X-CSRFToken": ann.csrf}
    )

    assert reply.json()["error"]["code"] == answer


def post(visitor: Visitor, call: str, body: bytes | Iterator[bytes]) -> httpx.Response:
    """POST a body as it is."""
    headers = {"Content-Type": "application/json", "X-CSRFToken": visitor.csrf}
    return visitor.http.post(f"/api/v1/{call}", content=body, headers=headers)


def test_files_with_a_hash_in_their_name_are_kept_for_ever(house: HouseWithDoor) -> None:
    visitor = Visitor(house.server)
    hashed = re.findall(r"/static/dist/app\.[0-9a-f]{12}\.css", visitor.http.get("/").text)[0]

    kept = visitor.http.get(hashed)
    plain = visitor.http.get("/static/dist/app.css")
    missing = visitor.http.get("/static/dist/app.000000000000.css")

    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["content-encoding"] == "gzip"
    assert kept.headers["content-type"].startswith("text/css")
    assert plain.headers["cache-control"] == "public, max-age=60"
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")
    for answer in (kept, plain):
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
        assert len(answer.headers.get_list("cache-control")) == 1


@pytest.mark.parametrize("path", NOT_STATIC)
def test_nothing_but_static_files_is_served(house: HouseWithDoor, path: str) -> None:
    connection = httpx.HTTPTransport(verify=False)
    request = httpx.Request("GET", house.door.origin)
    request.url = request.url.copy_with(raw_path=path.encode())

    answer = connection.handle_request(request)

    assert answer.status_code in {400, 403, 404}


def test_plain_http_leads_to_tls(house: HouseWithDoor) -> None:
    if not isinstance(house.door, Nginx):
        pytest.skip("Caddy does this by itself")

    answer = httpx.get(f"http://localhost:{house.door.plain_port}/chats?x=1")

    assert answer.status_code == 301
    assert answer.headers["location"] == "https://localhost/chats?x=1"
