"""The routes as a whole: described, answered, and silent about faults of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from chat.api import start
from chat.models import Message
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_description_is_valid_and_names_every_route(ann: User) -> None:
    answer = Client().get("/api/v1/openapi.json")

    description = answer.json()
    assert answer.status_code == 200
    assert description["openapi"].startswith("3.1")
    assert {path.removeprefix("/api/v1/") for path in description["paths"]} == {
        "attachments/{name}",
        "bootstrap",
        "command",
        "conversations/{stream}/members",
        "conversations/{stream}/messages",
        "conversations/{stream}/messages/{seq}/versions",
        "conversations/{stream}/receipts",
        "emoji",
        "emoji/{key}",
        "events",
        "exports",
        "exports/{name}",
        "groups",
        "groups/{stream}/{list}",
        "guests",
        "guests/challenge",
        "push",
        "search",
        "sync",
        "uploads",
        "users",
    }
    for path in description["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["responses"]
    assert not _missing(description, description)


def _missing(part: Any, whole: dict[str, Any]) -> list[str]:
    """Return the references that lead nowhere."""
    if isinstance(part, list):
        return [name for item in part for name in _missing(item, whole)]
    if not isinstance(part, dict):
        return []
    found = [name for item in part.values() for name in _missing(item, whole)]
    reference = part.get("$ref")
    if isinstance(reference, str):
        at: Any = whole
        for step in reference.removeprefix("#/").split("/"):
            at = at.get(step) if isinstance(at, dict) else None
        found += [] if at else [reference]
    return found


def test_what_is_no_route_is_not_found(ann: User) -> None:
    client = signed_in(ann)

    assert client.get("/api/v1/nothing").json()["error"]["code"] == "not_found"
    assert client.get("/api/v1/nothing").status_code == 404
    assert client.get("/api/v1/command").status_code == 405


def test_a_fault_of_ours_is_internal_and_says_no_more(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "start", lambda *_: 1 / 0)

    answer = signed_in(ann).get("/api/v1/bootstrap")

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "ZeroDivision" not in answer.content.decode()
    assert not Message.objects.exists()
