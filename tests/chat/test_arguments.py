"""What commands take: exact keys and types; too long a text is told from everything else that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from happychat.commands.errors import Bad, TooLong
from happychat.commands.execute import MAX_ID, Request, read_frame
from happychat.commands.registry import commands
from tests.chat.arguments import GOOD, LONGEST, WRONG

NOTHING_NEEDED = {"conversation.settings", "profile.update", "match.start", "match.stop"}


def read(name: str, /, **arguments: Any) -> Request:
    return read_frame(json.dumps({"id": 1, "command": name, **arguments}), id_needed=True)


def test_every_command_is_in_the_table() -> None:
    assert set(GOOD) == set(commands)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_is_taken(name: str) -> None:
    request = read(name, **GOOD[name])

    assert request.error is None
    assert (request.id, request.command) == (1, commands[name])


@pytest.mark.parametrize("name", GOOD)
def test_a_key_nobody_knows_is_bad(name: str) -> None:
    assert type(read(name, **GOOD[name], surprise=1).error) is Bad


@pytest.mark.parametrize("name", [name for name in GOOD if name not in NOTHING_NEEDED])
def test_a_missing_key_is_bad(name: str) -> None:
    for key in GOOD[name]:
        rest = {other: value for other, value in GOOD[name].items() if other != key}

        assert type(read(name, **rest).error) is Bad


def test_a_change_of_nothing_is_bad() -> None:
    assert type(read("conversation.settings", stream="c1").error) is Bad
    assert type(read("profile.update").error) is Bad


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, fields in WRONG.items() for field in fields])
def test_a_wrong_value_is_bad(name: str, field: str) -> None:
    for value in WRONG[name][field]:
        error = read(name, **{**GOOD[name], field: value}).error

        assert type(error) is Bad, f"{field}={value!r} was {error!r}"
        assert error.as_error()["final"]


@pytest.mark.parametrize(("name", "field"), LONGEST)
def test_a_text_may_be_as_long_as_it_may_and_no_longer(name: str, field: str) -> None:
    most = LONGEST[name, field]
    letter = "x" if field == "github" else "语"

    fits = read(name, **{**GOOD[name], field: letter * most})
    longer = read(name, **{**GOOD[name], field: letter * (most + 1)})

    assert fits.error is None
    assert type(longer.error) is TooLong


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "text"},
        {"kind": "text", "body": "hi", "attachments": ["a"]},
        {"kind": "album"},
        {"kind": "album", "attachments": []},
        {"kind": "album", "attachments": ["a", "a"]},
        {"kind": "album", "attachments": [f"a{n}" for n in range(10)]},
        {"kind": "file", "body": "hi"},
        {"kind": "voice"},
        {"kind": "voice", "attachments": ["a"], "body": "hi"},
        {"kind": "voice", "attachments": ["a", "b"]},
        {"kind": "dice", "dice": {"sides": 6}, "attachments": ["a"]},
        {"kind": "file", "attachments": ["a", "b"]},
        {"kind": "file", "attachments": ["a"], "body": None},
    ],
)
def test_a_message_has_what_its_kind_has_and_no_more(given: dict[str, Any]) -> None:
    assert type(read("message.send", stream="c1", client_id="a", **given).error) is Bad


@pytest.mark.parametrize("kind", ["album", "file"])
def test_a_caption_is_shorter_than_a_text(kind: str) -> None:
    given = {"stream": "c1", "client_id": "a", "kind": kind, "attachments": ["a"]}

    assert read("message.send", **given, body="x" * 1000).error is None
    assert type(read("message.send", **given, body="x" * 1001).error) is TooLong


def test_too_long_and_wrong_besides_is_bad() -> None:
    assert type(read("message.send", stream="c1", client_id="a b", body="x" * 8001).error) is Bad


@pytest.mark.parametrize("body", ["👩\u200d👩", "\u200bx", "  hi  ", "\n\nhi", "a\u0301", "\u200f\u05e9\u05dc", "\t."])
def test_whatever_can_be_seen_is_taken_as_it_is(body: str) -> None:
    request = read("message.send", **{**GOOD["message.send"], "body": body})

    assert request.error is None
    assert request.args.body == body


@pytest.mark.parametrize(
    "time", ["", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00.123Z", "9999-12-31T23:59:59.999999Z"]
)
def test_times_are_rfc_3339_in_utc(time: str) -> None:
    assert read("conversation.settings", stream="c1", muted_until=time).error is None


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", "7", '"a"', "{}", '{"id":1}x', "NaN", '{"id":NaN}', "[" * 5000])
def test_what_is_no_object_with_an_id_is_malformed(raw: str) -> None:
    request = read_frame(raw, id_needed=True)

    assert request.malformed
    assert (request.id, type(request.error)) == (0, Bad)


@pytest.mark.parametrize("number", [0, -1, MAX_ID + 1, "1", 1.0, True, None, [], 10**30])
def test_an_id_is_a_whole_number(number: Any) -> None:
    request = read_frame(json.dumps({"id": number, "command": "sync", "have": {"me": 0}}), id_needed=True)

    assert request.malformed
    assert request.id == 0


@pytest.mark.parametrize("number", [1, 2**31 - 1, MAX_ID])
def test_an_id_comes_back(number: int) -> None:
    assert read_frame(json.dumps({"id": number, "command": "nothing"}), id_needed=True).id == number


@pytest.mark.parametrize("name", ["nothing", "", None, 7, ["sync"], "SYNC", "message"])
def test_an_unknown_command_is_bad_and_not_malformed(name: Any) -> None:
    request = read_frame(json.dumps({"id": 5, "command": name}), id_needed=True)

    assert (request.id, type(request.error), request.malformed) == (5, Bad, False)


def test_over_http_and_for_typing_there_need_be_no_id() -> None:
    assert not read_frame(b'{"command":"sync","have":{"me":0}}', id_needed=False).malformed
    assert not read_frame(b'{"command":"typing","stream":"c1"}', id_needed=True).malformed


@pytest.mark.parametrize("raw", [b'{"id":1,"command":"sync","have":{"me":"\xff"}}', r'{"id":1,"command":"\ud800"}'])
def test_what_is_no_utf_8_is_malformed(raw: bytes | str) -> None:
    assert read_frame(raw, id_needed=True).malformed


def test_errors_do_not_repeat_what_was_sent() -> None:
    error = read("message.send", stream="c1", client_id="secret word", body="secret word\x00").error

    assert error is not None
    assert "secret" not in str(error)
