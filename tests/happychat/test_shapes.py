"""Shapes on the wire: ids that say nothing, moments in UTC, errors by their codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from happychat.commands import errors
from happychat.commands.errors import HTTP_STATUS, CommandError, Forbidden, NotFound, Rate
from happychat.ids import stream_name, stream_pk, user_name, user_pk
from happychat.times import wire


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 20, 12, 0, 0, 123999, UTC), "2026-11-20T12:00:00.123Z"),
        (datetime(2026, 11, 20, 12, 0, 0, 0, UTC), "2026-11-20T12:00:00.000Z"),
        (datetime(2026, 11, 20, 1, 0, 0, 0, timezone(timedelta(hours=8))), "2026-11-19T17:00:00.000Z"),
        (datetime(1, 1, 1, 0, 0, 0, 0, UTC), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_moments_are_utc_with_milliseconds(moment: datetime, text: str) -> None:
    assert wire(moment) == text


@pytest.mark.parametrize("pk", [1, 42, 10**18 - 1])
def test_ids_lead_back_to_what_they_name(pk: int) -> None:
    assert user_pk(user_name(pk)) == pk
    assert stream_pk(stream_name(pk)) == pk


@pytest.mark.parametrize("name", ["", "me", "u", "c1", "u0", "u01", "u-1", "u1 ", "u1\n", "u１", "u" + "9" * 19, "U1"])
def test_what_names_nobody_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        user_pk(name)


def test_every_refusal_has_a_code_of_its_own_and_a_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CommandError)]

    assert {kind.code for kind in kinds} == set(HTTP_STATUS)
    assert {kind.code for kind in kinds if not kind.final} == {"rate", "busy", "drain", "internal"}


def test_an_error_carries_its_words_and_details() -> None:
    assert Rate(1200).as_error() == {
        "code": "rate",
        "message": "Too fast: try again in 1200 ms.",
        "final": False,
        "retry_ms": 1200,
    }
    assert Forbidden("role").as_error()["reason"] == "role"
    assert NotFound().as_error()["final"]
