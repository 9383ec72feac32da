"""Frames that no client of ours would send: each gets its error, and nothing else happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from .support.arguments import shapes
from .support.cast import Site
from .support.hostile import MALFORMED_A_MINUTE, answers, is_bad
from .support.quiet import at_most_a_line_each, nothing_changes
from .support.wire import Wire

FRAME_BYTES = 65_536
TOO_BIG = {4413, 1009}
DROPPED = 1006

UNREADABLE: dict[str, str | bytes] = {
    "binary": b"\x00\xff\x80",
    "a good command, but binary": b'{"id":7,"command":"sync","have":{"me":0}}',
    "empty": "",
    "white space": " \r\n\t",
    "array": "[]",
    "a command in an array": '[{"id":7,"command":"sync","have":{"me":0}}]',
    "null": "null",
    "true": "true",
    "number": "17",
    "string": '"sync"',
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "depth 1,000 of arrays": "[" * 1000 + "]" * 1000,
    "depth 1,000 of objects": '{"a":' * 1000 + "1" + "}" * 1000,
    "depth 30,000": "[" * 30_000,
    "5,000 digits": "9" * 5000,
    "half an object": '{"id":7,"command":"sync"',
    "two objects": '{"id":7,"command":"typing"}{"id":8,"command":"typing"}',
    "single quotes": "{'id':7}",
    "a comment": '/* */ {"id":7,"command":"sync","have":{"me":0}}',
    "byte order mark": '\ufeff{"id":7,"command":"sync","have":{"me":0}}',
    "control characters": "\x00\x01\x02",
    "no id": '{"command":"sync","have":{"me":0}}',
    "empty object": "{}",
}
NOT_IDS = ["0", "-1", str(2**31 + 1), str(10**30), "9" * 5000, '"7"', "null", "true", "1.0", "1e2", "[]", "{}", "NaN"]


@pytest.fixture(scope="module", params=["serve", "daphne"])
def site(request: pytest.FixtureRequest, shared_site: Callable[[str], Site]) -> Site:
    """A site where Ann and Bob are friends and Eve is outside, on either server."""
    return shared_site(request.param)


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_frame_that_cannot_be_read_is_answered_bad_with_id_0(site: Site, name: str) -> None:
    with Wire.open(site["ann"]) as wire, at_most_a_line_each(site.server, [name]):
        replies = wire.replies_to(UNREADABLE[name])

    assert is_bad(replies, 0), replies


def test_a_frame_without_a_valid_id_is_answered_bad_with_id_0(site: Site) -> None:
    frames = [f'{{"id":{number},"command":"sync","have":{{"me":0}}}}' for number in NOT_IDS]

    with nothing_changes(site, "ann"):
        unexpected = [(raw, replies) for raw, replies in answers(site, frames) if not is_bad(replies, 0)]

    assert not unexpected


@pytest.mark.parametrize("number", [1, 2**31])
def test_the_smallest_and_the_largest_id_are_good(site: Site, number: int) -> None:
    with Wire.open(site["ann"]) as wire:
        (reply,) = wire.replies_to(f'{{"id":{number},"command":"sync","have":{{"me":0}}}}')

    assert reply["id"] == number
    assert "ok" in reply


def test_pong_is_never_answered(site: Site) -> None:
    with Wire.open(site["ann"]) as wire:
        assert wire.replies_to('{"type":"pong"}') == []


# Size


def test_a_frame_of_64_kib_is_read(site: Site, chat: str) -> None:
    with Wire.open(site["ann"]) as wire:
        (reply,) = wire.replies_to(padded(chat, FRAME_BYTES))

    assert "ok" in reply


@pytest.mark.parametrize("size", [FRAME_BYTES + 1, 2 * FRAME_BYTES, 1_000_000])
def test_a_frame_over_64_kib_closes_the_socket(site: Site, chat: str, size: int) -> None:
    with nothing_changes(site, "ann", "bob"), at_most_a_line_each(site.server, [size]), Wire.open(site["ann"]) as wire:
        with suppress(ConnectionClosed):  # the server need not read all of it
            wire.send(padded(chat, size))
        assert wire.close_code() in TOO_BIG


def test_a_frame_over_64_kib_in_pieces_closes_the_socket(site: Site, chat: str) -> None:
    whole = padded(chat, FRAME_BYTES + 1)

    with nothing_changes(site, "ann", "bob"), Wire.open(site["ann"]) as wire:
        with suppress(ConnectionClosed):  # the server need not wait for the last piece
            wire.connection.send(whole[start : start + 5000] for start in range(0, len(whole), 5000))
        assert wire.close_code() in TOO_BIG


def test_a_frame_far_too_big_ends_the_connection(site: Site, chat: str) -> None:
    with nothing_changes(site, "ann", "bob"), at_most_a_line_each(site.server, [1]), Wire.open(site["ann"]) as wire:
        with suppress(ConnectionClosed):  # the server need not read all of it
            wire.send(padded(chat, 5 * 2**20))
        assert wire.close_code() in TOO_BIG | {DROPPED}


def test_size_is_counted_in_bytes(site: Site, chat: str) -> None:
    raw = json.dumps({"id": 9, "command": "x", "body": "字" * (FRAME_BYTES // 3)}, ensure_ascii=False)
    assert len(raw) < FRAME_BYTES < len(raw.encode())

    with Wire.open(site["ann"]) as wire:
        wire.send(raw)
        assert wire.close_code() in TOO_BIG


def test_a_frame_in_pieces_is_one_frame(site: Site) -> None:
    with Wire.open(site["ann"]) as wire:
        wire.connection.send(['{"id":9,', '"command":"sync"', "", ',"have":{"me":0}}'])
        assert "ok" in wire.receive_until(lambda frame: frame.get("id") == 9)


def test_text_that_is_not_utf_8_fails_the_connection_as_rfc_6455_wants(site: Site) -> None:
    with at_most_a_line_each(site.server, [1]), Wire.open(site["ann"]) as wire:
        wire.connection.send(b'{"id":9,"command":"\xff\xfe"}', text=True)
        assert wire.close_code() in {1007, DROPPED}


# How many


def test_the_tenth_malformed_frame_of_a_minute_closes_the_socket(site: Site) -> None:
    with Wire.open(site["bob"]) as wire:
        for _ in range(MALFORMED_A_MINUTE - 1):
            assert len(wire.replies_to("[]")) == 1
        wire.send("[]")
        assert wire.close_code() == 4400


def test_another_socket_of_the_person_stays_open(site: Site) -> None:
    with Wire.open(site["bob"]) as other, Wire.open(site["bob"]) as wire:
        for _ in range(MALFORMED_A_MINUTE):
            wire.send("[]")
        assert wire.close_code() == 4400
        other.command("sync", have={"me": 0})


def test_a_failed_command_never_closes_the_socket(site: Site) -> None:
    with Wire.open(site["bob"]) as wire:
        for _ in range(3 * MALFORMED_A_MINUTE):
            assert wire.ask("conversation.read", stream="nowhere", seq=1)["error"]["code"] == "not_found"
            assert wire.ask("conversation.read", stream="nowhere")["error"]["code"] == "bad"


def test_frames_sent_without_waiting_are_answered_in_order(site: Site) -> None:
    with Wire.open(site["ann"]) as wire:
        for number in range(1, 201):
            wire.send(json.dumps({"id": number, "command": "conversation.read", "stream": "nowhere", "seq": number}))
        replies = [wire.receive_until(lambda frame: "id" in frame)["id"] for _ in range(200)]

    assert replies == list(range(1, 201))


def padded(chat: str, size: int) -> str:
    """Return a good message in a frame of so many bytes, most of them white space."""
    raw = shapes(chat, "")["message.send"].frame(9)
    return raw[:-1] + " " * (size - len(raw)) + "}"
