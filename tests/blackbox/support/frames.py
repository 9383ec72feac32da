"""What every frame and row must look like, whoever receives it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

Frame = dict[str, Any]
Row = dict[str, Any]

MAX_SERVER_FRAME_BYTES = 256 * 1024
TYPES = {"ready", "update", "reset", "gone", "head", "signal", "ping", "bye"}
REFUSED = {"bad", "too_long", "forbidden", "not_found", "not_member", "blocked", "quota"}
FINAL = REFUSED | {"gone", "conflict", "client_id_conflict"}
WORTH_A_RETRY = {"rate", "busy", "drain", "internal"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TIME_FIELDS = {"sent_at", "created_at", "edited_at", "at", "muted_until", "seen_at"}


def read_frame(raw: str | bytes) -> Frame:
    """Parse a frame of the server and check what the protocol says of all of them."""
    assert isinstance(raw, str), "frames are text"
    assert len(raw.encode()) <= MAX_SERVER_FRAME_BYTES, f"a frame of {len(raw.encode())} bytes"
    frame = json.loads(raw, parse_constant=_not_json)
    assert isinstance(frame, dict), raw[:200]
    if "id" in frame:
        _check_reply(frame)
    else:
        _check_push(frame)
    return frame


def check_stream(answer: Frame) -> None:
    """Check an `update`, `reset` or `gone`, pushed or in the reply of sync.

    Rows may be newer than the version claimed: the server reads the version first.
    """
    assert answer["type"] in {"update", "reset", "gone"}, answer
    if answer["type"] == "update":
        assert answer["prev"] < answer["version"], answer
        assert all(answer["prev"] < row["version"] for row in answer["rows"]), answer
    if answer["type"] == "reset":
        assert not any(row.get("gone") or row.get("left") for row in answer["rows"]), answer
        assert answer["stream"] == "me" or {"last_seq", "read_seq", "first_seq"} <= answer.keys(), answer
    check_rows(answer.get("rows", ()))


def check_rows(rows: Iterable[Row]) -> None:
    """Check that rows come once each, with a version, without null and without what should be left out."""
    rows = list(rows)
    keys = [row["key"] for row in rows]
    assert len(keys) == len(set(keys)), f"a key came twice: {keys}"
    for row in rows:
        assert isinstance(row["version"], int), row
        assert row["version"] >= 1, row
        assert not any(value is False or value in (None, "", []) for value in row.values()), row
        for name in TIME_FIELDS & row.keys():
            assert TIME.fullmatch(row[name]), row


def _check_push(frame: Frame) -> None:
    assert frame["type"] in TYPES, frame
    if frame["type"] in {"update", "reset", "gone"}:
        check_stream(frame)


def _check_reply(frame: Frame) -> None:
    assert frame.keys() in ({"id", "ok"}, {"id", "error"}), frame
    if "error" in frame:
        check_error(frame["error"])
    for answer in frame.get("ok", {}).get("streams", ()):
        check_stream(answer)


def check_error(error: Frame) -> None:
    """Check one error object: a known code, whether it is final, and how long to wait if it is not."""
    assert {"code", "message", "final"} <= error.keys(), error
    assert error.keys() <= {"code", "message", "final", "reason", "retry_ms", "row", "stream", "user"}, error
    assert error["code"] in FINAL | WORTH_A_RETRY, error
    assert error["final"] is (error["code"] in FINAL), error
    assert error["message"], error
    assert error["code"] != "rate" or error["retry_ms"] > 0, error
    assert (error["code"] == "forbidden") == ("reason" in error), error


def _not_json(name: str) -> None:
    raise AssertionError(f"the server sent {name}")
