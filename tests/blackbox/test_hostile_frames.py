"""Frames that no client of ours would send: each gets its error, and nothing else happens."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from .support.arguments import LIMIT_BODY, shapes
from .support.cast import Site, inhabited_server, site_with_cast
from .support.hostile import MALFORMED_A_MINUTE, answers, is_bad, is_refused
from .support.quiet import at_most_a_line_each, nothing_changes
from .support.wire import Wire

FRAME_BYTES = 65_536
TOO_BIG = {4413, 1009}
COMMANDS = list(shapes("", ""))
CHANGING = {"contact.remove", "profile.update"}  # no arguments of these leave everything as it is

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
INSIDE: dict[str, str] = {
    "NaN": "NaN",
    "Infinity": "Infinity",
    "1e999": "1e999",
    "5,000 digits": "9" * 5000,
    "depth 1,000": "[" * 1000 + "]" * 1000,
    "U+0000": '"a\\u0000b"',
    "a raw U+0000": '"a\x00b"',
    "a lone high surrogate": '"\\ud83d"',
    "a lone low surrogate": '"\\ude00 x"',
    "surrogates the wrong way round": '"\\ude00\\ud83d"',
    "an object": '{"$ne":null}',
}


@pytest.fixture(scope="module", params=["serve", "daphne"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site without rate limits, so that the probes between the cases do not wait."""
    with inhabited_server(request.param, HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)


@pytest.fixture(scope="module")
def chat(site: Site) -> str:
    """The direct chat of Ann and Bob."""
    return site.chat_of("ann", "bob")


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


@pytest.mark.parametrize("name", INSIDE)
def test_a_value_no_text_can_hold_is_bad_inside_a_message_too(site: Site, chat: str, name: str) -> None:
    raw = shapes(chat, "")["message.send"].frame(9, replaced={"body": INSIDE[name]})

    with (
        nothing_changes(site, "ann", "bob"),
        Wire.open(site["ann"]) as wire,
        at_most_a_line_each(site.server, [name]),
    ):
        replies = wire.replies_to(raw)

    assert is_bad(replies, 0) or is_bad(replies, 9), replies


@pytest.mark.parametrize("command", ["", " ", "x", "message", "message.", "message.send ", "MESSAGE.SEND", "__init__"])
def test_an_unknown_command_is_bad(site: Site, command: str) -> None:
    with Wire.open(site["ann"]) as wire, at_most_a_line_each(site.server, [command]):
        replies = wire.replies_to(json.dumps({"id": 9, "command": command}))

    assert is_bad(replies, 9), replies


def test_a_command_that_is_no_text_is_bad(site: Site) -> None:
    values = ("null", "7", "true", "[]", "{}", '["sync"]', "1.5")
    frames = ['{"id":9}', *(f'{{"id":9,"command":{value}}}' for value in values)]

    unexpected = [(raw, replies) for raw, replies in answers(site, frames) if not is_bad(replies, 9)]

    assert not unexpected


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_value_in_any_field_is_bad_and_changes_nothing(site: Site, chat: str, command: str) -> None:
    shape = shapes(chat, site.ids["bob"])[command]
    frames = list(shape.wrong_frames(9))

    with nothing_changes(site, "ann", "bob"):
        unexpected = [(raw[:300], replies) for raw, replies in answers(site, frames) if not is_refused(raw, replies)]

    assert not unexpected, f"{len(unexpected)} of {len(frames)}, the first: {unexpected[:12]}"


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in CHANGING])
def test_what_the_wrong_values_were_made_from_is_good(site: Site, chat: str, command: str) -> None:
    shape = shapes(chat, site.ids["bob"])[command]

    with Wire.open(site["ann"]) as wire:
        replies = wire.replies_to(shape.frame(9))

    assert [reply.keys() for reply in replies] == ([] if command == "typing" else [{"id", "ok"}])


def test_what_only_http_may_ask_of_sync_is_bad_on_a_socket(site: Site) -> None:
    frames = [
        '{"id":9,"command":"sync","have":{"me":1},"wait":1}',
        '{"id":9,"command":"sync","have":{"me":1},"heads":{}}',
    ]

    assert all(is_bad(replies, 9) for _, replies in answers(site, frames))


def test_an_update_of_nothing_is_bad(site: Site) -> None:
    assert all(is_bad(replies, 9) for _, replies in answers(site, ['{"id":9,"command":"profile.update"}']))


def test_text_that_is_too_long_is_too_long(site: Site, chat: str) -> None:
    sending = {"command": "message.send", "stream": chat, "client_id": "long", "body": "字" * (LIMIT_BODY + 1)}
    asking = {"command": "contact.request", "user": site.ids["eve"], "greeting": "字" * 61}
    naming = [("nickname", 32), ("bio", 200), ("gender", 20), ("place", 60), ("github", 39)]
    changing = [{"command": "profile.update", name: "x" * (length + 1)} for name, length in naming]

    with nothing_changes(site, "ann", "bob", "eve"):
        answered = list(answers(site, [json.dumps({"id": 9, **case}) for case in (sending, asking, *changing)]))

    assert all([reply["error"]["code"] for reply in replies] == ["too_long"] for _, replies in answered), answered


def test_the_longest_text_is_stored_as_it_was_written(site: Site, chat: str) -> None:
    body = "👩" * LIMIT_BODY

    with Wire.open(site["ann"]) as wire:
        seq = wire.command("message.send", stream=chat, client_id="longest", body=body)["seq"]

    rows = site["bob"].get(f"conversations/{chat}/messages", seqs=seq).json()["rows"]
    assert [row["body"] for row in rows] == [body]


def test_typing_needs_no_id_and_is_answered_only_if_bad(site: Site, chat: str) -> None:
    with Wire.open(site["ann"]) as wire:
        assert wire.replies_to(json.dumps({"command": "typing", "stream": chat})) == []
        assert wire.replies_to(json.dumps({"id": 9, "command": "typing", "stream": "nowhere"})) == []
        assert is_bad(wire.replies_to('{"command":"typing","stream":7}'), 0)
        assert is_bad(wire.replies_to('{"id":9,"command":"typing"}'), 9)


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
        wire.send(padded(chat, size))
        assert wire.close_code() in TOO_BIG


def test_a_frame_over_64_kib_in_pieces_closes_the_socket(site: Site, chat: str) -> None:
    whole = padded(chat, FRAME_BYTES + 1)

    with nothing_changes(site, "ann", "bob"), Wire.open(site["ann"]) as wire:
        wire.connection.send(whole[start : start + 5000] for start in range(0, len(whole), 5000))
        assert wire.close_code() in TOO_BIG


def test_a_frame_far_too_big_ends_the_connection(site: Site, chat: str) -> None:
    with nothing_changes(site, "ann", "bob"), at_most_a_line_each(site.server, [1]), Wire.open(site["ann"]) as wire:
        wire.send(padded(chat, 5 * 2**20))
        assert wire.close_code() in TOO_BIG | {1006}


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


def test_text_that_is_not_utf_8_ends_the_socket_as_rfc_6455_wants(site: Site) -> None:
    with at_most_a_line_each(site.server, [1]), Wire.open(site["ann"]) as wire:
        wire.connection.send(b'{"id":9,"command":"\xff\xfe"}', text=True)
        assert wire.close_code() == 1007


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
