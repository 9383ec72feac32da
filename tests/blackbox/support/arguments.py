"""The arguments of every command, and values each of them must refuse, as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT_BODY = 8000
HUGE = str(10**30)
BEYOND = str(2**53 + 1)

# Refused by every field, whatever it expects: reference.md knows no null, no fraction and no bare object.
NOT_ANYTHING = [
    "null",
    "{}",
    '{"$ne":null}',
    '{"a":{"b":[1]}}',
    "1.5",
    "-1",
    HUGE,
    "-" + HUGE,
    "9" * 5000,
    "NaN",
    "-Infinity",
    "[null]",
    "[[]]",
    "[{}]",
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udfff\\ud800"',
]
NOT_AN_ID = ["7", "true", "[]", '["c1"]', '""', '" "', '"a b"', '"é"', '"../me"', '"' + "x" * 65 + '"', '"c1\\n"']
NOT_A_SEQ = ['"1"', "true", "0", "1.0", BEYOND, "[]", "[1]", '""']
NOT_A_FLAG = ["0", "1", "1.0", '"true"', '""', "[]", "[true]"]
NOT_A_TEXT = ["7", "true", "[]", '["a"]']
NOT_WORDS = [*NOT_A_TEXT, '""', '"   "', '"\\u200b\\u200d"', '"\\n\\t"']

WRONG: dict[str, list[str]] = {
    "id": NOT_AN_ID,
    "seq": NOT_A_SEQ,
    "flag": NOT_A_FLAG,
    "words": NOT_WORDS,
    "text": NOT_A_TEXT,
    "kind": ["7", "true", "[]", '""', '"notice"', '"TEXT"', '"x"'],
    "people": ["7", "true", '"u1"', "[7]", "[true]", '[""]', '["a b"]', '["u1","u1"]',
               json.dumps([f"u{n}" for n in range(21)])],
    "attachments": ["7", "true", '"a1"', "[7]", '[""]', '["a1","a1"]'],
    "have": ["7", "true", '"me"', "[]", '["me"]', '{"me":-1}', '{"me":"1"}', '{"me":1.5}', '{"me":true}',
             '{"me":null}', '{"me":[]}', '{"me":' + BEYOND + "}", '{"me":' + HUGE + "}", '{"":0}', '{"a b":0}',
             json.dumps({f"c{n}": 0 for n in range(201)})],
    "limit": ['"1"', "true", "0", "501", "[]"],
    "time": ["7", "true", "[]", '"x"', '"tomorrow"', '"2026-11-20"', '"2026-11-20T12:00:00+01:00"',
             '"2026-02-30T00:00:00.000Z"', '"2026-11-20T25:00:00.000Z"', '"2026-11-20T12:00:00.000Z\\n"'],
    "choice": ["7", "true", "[]", '""', '"x"'],
    "preferences": ["7", "true", '"dark"', "[]", '{"theme":7}', '{"theme":"x"}', '{"text_size":79}',
                    '{"text_size":201}', '{"text_size":"100"}', '{"receipts":1}', '{"receipts":null}',
                    '{"is_staff":true}', '{"quiet":{"from":7}}', '{"find":"x"}', '{"last_seen":"shared"}',
                    '{"zone":"Asia/Nowhere"}', '{"zone":"../../etc/passwd"}'],
    "url": ["7", "true", "[]", '"javascript:alert(1)"', '"data:text/html,x"', '"ftp://example.org"', '"x"',
            '" https://example.org"', '"java\\tscript:alert(1)"'],
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A command with arguments that would do, and the kind of each of its fields."""

    command: str
    good: dict[str, object]
    kinds: dict[str, str]

    def wrong_frames(self, number: int) -> Iterator[str]:
        """Yield raw frames that differ from a good one in one field."""
        for field, kind in self.kinds.items():
            for value in dict.fromkeys(NOT_ANYTHING + WRONG[kind]):
                if (kind, value) != ("preferences", "{}"):
                    yield self.frame(number, replaced={field: value})
        for field in self.good:
            yield self.frame(number, without=field)
        for key in ('"x"', '"is_staff"', '"role"', '"author"', '"user_id"', '""', '"__proto__"', '"Stream"'):
            yield self.frame(number, extra=f",{key}:1")

    def frame(self, number: int, *, replaced: dict[str, str] | None = None, without: str = "", extra: str = "") -> str:
        """Return the frame as text, with raw JSON for the replaced fields."""
        fields = {name: json.dumps(value) for name, value in self.good.items() if name != without} | (replaced or {})
        body = "".join(f',"{name}":{value}' for name, value in fields.items())
        return f'{{"id":{number},"command":"{self.command}"{body}{extra}}}'


def shapes(chat: str, friend: str) -> dict[str, Shape]:
    """Return every command of this version with good arguments for a friend and their chat."""
    stream: dict[str, object] = {"stream": chat}
    user: dict[str, object] = {"user": friend}
    all_shapes = [
        Shape("sync", {"have": {"me": 1}}, {"have": "have", "limit": "limit"}),
        Shape(
            "message.send",
            stream | {"client_id": "hostile", "body": "hi"},
            {
                "stream": "id",
                "client_id": "id",
                "body": "words",
                "kind": "kind",
                "reply_to": "seq",
                "mentions": "people",
                "attachments": "attachments",
            },
        ),
        Shape("conversation.open", user, {"user": "id"}),
        Shape("conversation.read", stream | {"seq": 1}, {"stream": "id", "seq": "seq", "delivered": "flag"}),
        Shape(
            "conversation.settings",
            stream | {"archived": False},
            {
                "stream": "id",
                "pinned": "flag",
                "archived": "flag",
                "hidden": "flag",
                "cleared": "flag",
                "unread": "flag",
                "muted_until": "time",
                "notify": "choice",
                "folder": "text",
                "draft": "text",
            },
        ),
        Shape("typing", stream, {"stream": "id"}),
        Shape("contact.request", user, {"user": "id", "greeting": "text"}),
        Shape("contact.accept", user, {"user": "id"}),
        Shape("contact.decline", user, {"user": "id"}),
        Shape("contact.remove", user, {"user": "id"}),
        Shape(
            "profile.update",
            {},
            {
                "nickname": "words",
                "avatar": "text",
                "bio": "text",
                "gender": "text",
                "place": "text",
                "website": "url",
                "github": "text",
                "locale": "choice",
                "preferences": "preferences",
            },
        ),
    ]
    return {shape.command: shape for shape in all_shapes}
