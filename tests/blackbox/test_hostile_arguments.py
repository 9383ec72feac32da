"""Commands with arguments that no client of ours would send: each is refused, and nothing else happens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .support.arguments import LIMIT_BODY, shapes
from .support.cast import Site
from .support.hostile import answers, is_bad, is_error, is_refused
from .support.quiet import at_most_a_line_each, nothing_changes
from .support.wire import Wire

COMMANDS = list(shapes("", ""))
CHANGING = {"contact.remove", "profile.update"}  # no arguments of these leave everything as it is
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
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = sorted({field for shape in shapes("", "").values() for field in shape.kinds} | {"x"})
PROPERTY = settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


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

    unexpected = [(raw[-60:], replies) for raw, replies in answered if not is_error(replies, 9, "too_long")]
    assert not unexpected


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


def test_whatever_the_arguments_a_frame_gets_one_answer_with_its_id(site: Site) -> None:
    cases = []

    @PROPERTY
    @given(command=st.sampled_from(COMMANDS), arguments=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5))
    def any_arguments(command: str, arguments: dict[str, Any]) -> None:
        raw = json.dumps(arguments | {"id": 9, "command": command})  # writes NaN and Infinity as they are
        cases.append(raw)
        with Wire.open(site["eve"]) as wire:
            replies = wire.replies_to(raw)
        assert len(replies) == 1 or (command == "typing" and not replies)
        assert all(reply["id"] in (0, 9) for reply in replies)

    with nothing_changes(site, "ann", "bob", "eve"), at_most_a_line_each(site.server, cases):
        any_arguments()


def test_whatever_arrives_the_socket_stays_usable(site: Site) -> None:
    cases = []

    @PROPERTY
    @given(raw=st.text(max_size=200) | st.binary(max_size=200) | JSON.map(json.dumps))
    def any_frame(raw: str | bytes) -> None:
        cases.append(raw)
        with Wire.open(site["eve"]) as wire:
            assert is_bad(wire.replies_to(raw), 0)

    with at_most_a_line_each(site.server, cases):
        any_frame()
