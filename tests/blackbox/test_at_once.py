"""What several windows and people do at the same moment has one outcome."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .support.cast import Site, inhabited_server, my_rows, site_with_cast
from .support.frames import Frame
from .support.talk import history, row_pushed
from .support.wire import Wire

ROUNDS = 40


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site without rate limits, of this module's own: friendships are ended here."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)


def test_commands_of_a_socket_are_carried_out_in_the_order_sent(site: Site, chat: str) -> None:
    with Wire.open(site["ann"]) as wire:
        for number in range(1, ROUNDS + 1):
            wire.send(message(number, chat, f"in-order-{number}"))
            wire.send(json.dumps({"id": number + 1000, "command": "sync", "have": {chat: 0}}))
        replies = replies_of(wire, 2 * ROUNDS)

    seqs = [replies[number]["ok"]["seq"] for number in range(1, ROUNDS + 1)]
    assert seqs == list(range(seqs[0], seqs[0] + ROUNDS))
    for number, seq in enumerate(seqs, 1001):
        assert replies[number]["ok"]["streams"][0]["last_seq"] >= seq, "a later command did not see an earlier one"


def test_one_message_sent_by_two_windows_at_once_is_stored_once(site: Site, chat: str) -> None:
    client_ids = [secrets.token_urlsafe(16) for _ in range(ROUNDS)]

    with Wire.open(site["ann"]) as one, Wire.open(site["ann"]) as other:
        for number, client_id in enumerate(client_ids, 1):
            for wire in (one, other):
                wire.send(message(number, chat, client_id))
        answers = [replies_of(wire, ROUNDS) for wire in (one, other)]

    stored = [row.get("client_id") for row in history(site["bob"], chat)]
    for number, client_id in enumerate(client_ids, 1):
        pair = [answer[number]["ok"] for answer in answers]
        assert pair[0]["seq"] == pair[1]["seq"]
        assert sorted(bool(ok.get("duplicate")) for ok in pair) == [False, True]
        assert stored.count(client_id) == 1


def test_one_message_sent_to_two_conversations_at_once_goes_to_one(site: Site, chat: str) -> None:
    elsewhere = site.chat_of("ann", "lin")
    client_ids = [secrets.token_urlsafe(16) for _ in range(ROUNDS)]

    with Wire.open(site["ann"]) as one, Wire.open(site["ann"]) as other:
        for number, client_id in enumerate(client_ids, 1):
            one.send(message(number, chat, client_id))
            other.send(message(number, elsewhere, client_id))
        answers = [replies_of(wire, ROUNDS) for wire in (one, other)]

    for number in range(1, ROUNDS + 1):
        outcomes = sorted("ok" if "ok" in answer[number] else answer[number]["error"]["code"] for answer in answers)
        assert outcomes == ["client_id_conflict", "ok"]


def test_two_people_who_ask_each_other_at_once_become_friends_once(site: Site) -> None:
    eve, lin = site.ids["eve"], site.ids["lin"]

    outcomes = at_once(
        lambda: site["eve"].post("command", {"command": "contact.request", "user": lin}).json(),
        lambda: site["lin"].post("command", {"command": "contact.request", "user": eve}).json(),
    )

    streams = {outcome["ok"]["stream"] for outcome in outcomes if "stream" in outcome["ok"]}
    (chat,) = streams
    assert my_rows(site["eve"])[f"contact:{lin}"]["state"] == "friend"
    assert my_rows(site["lin"])[f"contact:{eve}"]["state"] == "friend"
    assert [row["notice"] for row in history(site["eve"], chat)] == ["friends"]


def test_accepting_races_with_taking_the_request_back_and_one_of_them_wins(site: Site) -> None:
    eve, chen = site.ids["eve"], site.ids["chen"]

    for _ in range(10):
        site["eve"].command("contact.request", user=chen)
        at_once(
            lambda: site["eve"].post("command", {"command": "contact.remove", "user": chen}),
            lambda: site["chen"].post("command", {"command": "contact.accept", "user": eve}),
        )
        states = [my_rows(site["eve"]).get(f"contact:{chen}", {}), my_rows(site["chen"]).get(f"contact:{eve}", {})]
        assert len({row.get("state", "none") for row in states}) == 1, states
        site["eve"].command("contact.remove", user=chen)


def test_a_read_mark_reaches_the_own_windows_as_a_row_and_the_other_as_a_receipt(site: Site, chat: str) -> None:
    last = site["bob"].command("message.send", stream=chat, client_id=secrets.token_urlsafe(16), body="read me")["seq"]

    with Wire.open(site["ann"]) as reading, Wire.open(site["ann"]) as window, Wire.open(site["bob"]) as friend:
        reading.command("conversation.read", stream=chat, seq=last + 1000)
        row = row_pushed(window, "me", f"conversation:{chat}")
        receipt = friend.receive_until(lambda frame: frame.get("event") == "receipt")

    assert row["read_seq"] == last
    assert (receipt["stream"], receipt["user"], receipt["read"]) == (chat, site.ids["ann"], last)


def test_a_read_mark_never_goes_back(site: Site, chat: str) -> None:
    before = my_rows(site["ann"])

    site["ann"].command("conversation.read", stream=chat, seq=1)

    assert my_rows(site["ann"]) == before


def test_after_a_friendship_ends_nobody_sends_but_both_still_read(site: Site) -> None:
    chat, bob = site.chat_of("bob", "chen"), site.ids["bob"]
    before = history(site["bob"], chat)

    site["chen"].command("contact.remove", user=bob)

    for username in ("bob", "chen"):
        sending = {"command": "message.send", "stream": chat, "client_id": secrets.token_urlsafe(16), "body": "hello?"}
        error = site[username].post("command", sending).json()["error"]
        assert (error["code"], error["reason"]) == ("forbidden", "not_friends")
        assert history(site[username], chat) == before


def message(number: int, chat: str, client_id: str) -> str:
    """Return a frame that sends a message."""
    frame = {"id": number, "command": "message.send", "stream": chat, "client_id": client_id, "body": client_id}
    return json.dumps(frame)


def replies_of(wire: Wire, count: int) -> dict[int, Frame]:
    """Collect so many replies by their ids."""
    replies: dict[int, Frame] = {}
    while len(replies) < count:
        reply = wire.receive_until(lambda frame: "id" in frame)
        assert reply["id"] not in replies, "a command was answered twice"
        replies[reply["id"]] = reply
    return replies


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run calls in threads that start together; return what they returned."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        outcomes[place] = call()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
