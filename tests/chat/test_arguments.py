"""What commands take: exact keys and types; too long a text is told from everything else that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from happychat.commands.errors import Bad, TooLong
from happychat.commands.execute import MAX_ID, Request, read_frame
from happychat.commands.registry import commands

GOOD: dict[str, dict[str, Any]] = {
    "sync": {"have": {"me": 0}},
    "typing": {"stream": "c1"},
    "message.send": {"stream": "c1", "client_id": "a", "body": "hi"},
    "conversation.open": {"user": "u1"},
    "conversation.read": {"stream": "c1", "seq": 1},
    "conversation.settings": {"stream": "c1", "pinned": True},
    "contact.request": {"user": "u1"},
    "contact.accept": {"user": "u1"},
    "contact.decline": {"user": "u1"},
    "contact.remove": {"user": "u1"},
    "contact.note": {"user": "u1", "note": "teacher"},
    "contact.block": {"user": "u1"},
    "contact.unblock": {"user": "u1"},
    "profile.update": {"nickname": "Ann"},
    "message.pin": {"stream": "c1", "seq": 1, "on": True},
    "message.edit": {"stream": "c1", "seq": 1, "revision": 0, "body": "hi"},
    "message.react": {"stream": "c1", "seq": 1, "emoji": "👍", "on": True},
    "message.favourite": {"stream": "c1", "seq": 1, "on": True},
    "message.remind": {"stream": "c1", "seq": 1, "at": "2030-01-01T00:00:00.000Z"},
    "message.schedule": {"client_id": "a", "at": "2030-01-01T00:00:00.000Z", "stream": "c1", "body": "hi"},
    "message.recall": {"stream": "c1", "seq": 1},
    "message.answer": {"stream": "c1", "seq": 1},
    "message.close": {"stream": "c1", "seq": 1},
    "message.forward": {"from": {"stream": "c1", "seqs": [1]}, "to": ["c2"], "client_id": "a"},
    "match.start": {"tags": ["tea"]},
    "match.next": {"stream": "c1"},
    "match.stop": {"stream": "c1"},
    "match.keep": {"stream": "c1"},
    "report": {"reason": "spam", "user": "u1"},
    "group.create": {"client_id": "a", "name": "Hills"},
    "group.update": {"stream": "c1", "name": "Hills"},
    "group.invite": {"stream": "c1", "users": ["u1"]},
    "group.join": {"stream": "c1"},
    "group.approve": {"stream": "c1", "user": "u1", "on": True},
    "group.leave": {"stream": "c1"},
    "group.remove": {"stream": "c1", "users": ["u1"]},
    "group.role": {"stream": "c1", "user": "u1", "role": "admin"},
    "group.mute": {"stream": "c1", "user": "u1", "until": ""},
    "group.transfer": {"stream": "c1", "user": "u1"},
    "group.dissolve": {"stream": "c1"},
    "group.notice_read": {"stream": "c1", "revision": 1},
    "group.nickname": {"stream": "c1", "nickname": "Annie"},
}
IDS = [7, True, [], {}, None, "", "a b", "a" * 65, "é", "a\n", "a\x00", 1.5]
FLAGS = ["true", 1, 0, None, [], ""]
SEQS = ["1", True, 0, -1, 1.0, 2**53, None, []]
TIMES = ["now", "2026-11-20", "2026-02-30T00:00:00Z", "2026-11-20T12:00:00+01:00", "0000-01-01T00:00:00Z", 7, None]
MANY = [str(number) for number in range(201)]
NOTHING_NEEDED = {"conversation.settings", "profile.update", "match.start", "match.stop"}
BLANK = ["", " ", "\u200b", 7, None]
WRONG: dict[str, dict[str, list[Any]]] = {
    "sync": {
        "have": [
            None,
            [],
            {},
            "me",
            {"me": -1},
            {"me": "1"},
            {"me": 2**53},
            {"a b": 1},
            {str(n): 1 for n in range(201)},
        ],
        "limit": [0, 501, "1", 1.5, True, None],
    },
    "message.send": {
        "stream": IDS,
        "client_id": IDS,
        "kind": ["notice", "", 7, None, "card", "chain", "dice", "poll"],
        "card": [None, "u1"],
        "chain": [None, {}],
        "dice": [None, {"sides": 6}],
        "poll": [None, {"options": ["yes", "no"]}],
        "mentions": [None, "all", ["all", "u1"], ["u1", "u1"], [7], [f"u{n}" for n in range(1, 22)]],
        "body": [7, None, [], "", " \n\t", "\u200b", "\u3000\u00a0", "\ufeff\u2060", "\u115f\u3164\uffa0", "a\x00b"],
    },
    "conversation.open": {"user": IDS},
    "conversation.read": {"stream": IDS, "seq": SEQS, "delivered": FLAGS},
    "conversation.settings": {
        "stream": IDS,
        **dict.fromkeys(("pinned", "archived", "hidden", "unread"), FLAGS),
        "cleared": [*FLAGS, False],
        "muted_until": [*TIMES, "2026-11-20T12:00:00.0000000000000000000000000000Z"],
        "notify": ["some", "", None, 7],
        "folder": [7, None, "a\x00"],
        "draft": [7, None, "a\x00"],
    },
    "message.pin": {"stream": IDS, "seq": SEQS, "on": FLAGS},
    "message.edit": {
        "stream": IDS,
        "seq": SEQS,
        "revision": ["0", True, -1, 1.0, 2**31, None],
        "body": BLANK,
        "mentions": [None, "u1", ["u1", "u1"], ["all", "u1"]],
    },
    "message.react": {"stream": IDS, "seq": SEQS, "on": FLAGS, "emoji": ["", "a", ":)", "👍👍", "👍 ", 7, None]},
    "message.favourite": {"stream": IDS, "seq": SEQS, "on": FLAGS},
    "message.remind": {"stream": IDS, "seq": SEQS, "at": TIMES},
    "message.schedule": {
        "client_id": IDS,
        "at": [*TIMES, ""],
        "stream": IDS,
        "kind": ["notice", "", None],
        "body": BLANK,
        "reply_to": SEQS,
        "mentions": [None, ["all", "u1"]],
    },
    "message.recall": {"stream": IDS, "seq": SEQS},
    "message.answer": {
        "stream": IDS,
        "seq": SEQS,
        "options": [None, 0, ["0"], [-1], [20], [0, 0], [True]],
        "text": [None, 7, " ", "a\x00"],
    },
    "message.close": {"stream": IDS, "seq": SEQS},
    "message.forward": {
        "from": [None, "c1", {"stream": "c1"}, *({"stream": "c1", "seqs": wrong} for wrong in ([], [0], [1, 1], MANY))],
        "to": [None, "c1", [], ["c1", "c1"], [7], [f"c{n}" for n in range(1, 11)]],
        "client_id": IDS,
        "merged": FLAGS,
        "body": BLANK,
    },
    "match.start": {
        "tags": [None, "a", ["a", "a"], [""], ["a"] * 6],
        "languages": [None, "en", ["English"], ["e"], ["en", "en"]],
    },
    "match.next": {"stream": IDS},
    "match.stop": {"stream": IDS},
    "match.keep": {"stream": IDS},
    "report": {"reason": ["", "boring", None], "user": IDS, "seq": [1], "stream": ["c1", None], "text": [7, None]},
    "group.create": {"client_id": IDS, "name": BLANK, "members": [None, "u1", ["u1", "u1"], [7]]},
    "group.update": {
        "stream": IDS,
        "name": BLANK,
        "notice": [7, None, "a\x00"],
        "tags": [None, "a", ["a", "a"], [""], ["a"] * 6],
        "join": ["", "closed", None],
        "public": FLAGS,
        "slow": [-1, 3601, "1", True, None],
    },
    "group.invite": {
        "users": [None, [], ["u1", "u1"], [f"u{n}" for n in range(1, 102)]],
        "link": [{"seconds": 3}, {"seconds": -1}, None],
    },
    "group.join": {"code": [None, "", 7], "answer": [None, 7]},
    "group.remove": {"users": [None, [], "u1"], "ban": FLAGS},
    "group.role": {"role": ["owner", "", None]},
    "group.mute": {"until": TIMES},
    "group.notice_read": {"revision": [0, "1", True, None, 2**31]},
    "contact.request": {"user": IDS, "greeting": [7, None, [], "a\x00"]},
    "profile.update": {
        "nickname": ["", " ", "\u200b", "\u3164", "\u115f", "\u2800", "\u0301", 7, None],
        "avatar": ["a b", "a" * 65, 7, None],
        "website": ["javascript:alert(1)", "ftp://example.org", "example.org", "http://", 7, None],
        "github": ["a/b", "a b", "@ann", 7, None],
        "locale": ["fr", "", "EN", None],
        "preferences": [
            {},
            {"theme": "pink"},
            {"text_size": 79},
            {"text_size": 201},
            {"receipts": 1},
            {"find": "friends"},
            {"last_seen": "shared"},
            {"unknown": True},
            {"receipts": None},
            {"quiet": {"from": "24:00", "to": "07:00", "zone": "UTC"}},
            {"quiet": {"from": "23:00", "to": "7:00", "zone": "UTC"}},
            {"quiet": {"from": "23:00", "to": "07:00", "zone": "Mars/Olympus"}},
            {"quiet": {"from": "23:00", "zone": "UTC"}},
            None,
        ],
    },
}
LONGEST = {
    ("message.send", "body"): 8000,
    ("conversation.settings", "folder"): 20,
    ("conversation.settings", "draft"): 8000,
    ("contact.request", "greeting"): 60,
    ("group.create", "name"): 40,
    ("group.update", "name"): 40,
    ("group.update", "introduction"): 500,
    ("group.update", "notice"): 1000,
    ("group.update", "question"): 100,
    ("group.join", "answer"): 200,
    ("group.nickname", "nickname"): 32,
    ("profile.update", "nickname"): 32,
    ("profile.update", "bio"): 200,
    ("profile.update", "gender"): 20,
    ("profile.update", "place"): 60,
    ("profile.update", "github"): 39,
}


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
