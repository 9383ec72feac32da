"""A supervisor hears whether the process runs, and whether it can work."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from channels.testing import HttpCommunicator
from django.db import DatabaseError

from accounts.models import User
from happychat import health
from happychat.asgi import application
from happychat.models import Epoch

BY_ANY_NAME = [(b"host", b"10.0.0.7:8000")]
pytestmark = pytest.mark.django_db(transaction=True)


async def answer(path: str) -> dict[str, Any]:
    """Ask as a container does, under a name that is not the site's."""
    asking = HttpCommunicator(application, "GET", path, headers=BY_ANY_NAME)
    return dict(await asking.get_response(timeout=10))


async def statuses() -> list[int]:
    return [(await answer(path))["status"] for path in ("/healthz", "/readyz")]


async def test_a_process_that_can_work_says_so_whatever_name_it_is_asked_by(ann: User) -> None:
    assert await statuses() == [200, 200]


async def test_nobody_keeps_what_was_said_and_nobody_is_remembered(ann: User) -> None:
    headers = dict((await answer("/readyz"))["headers"])

    assert headers[b"cache-control"] == b"no-store"
    assert b"set-cookie" not in headers


async def test_without_a_database_it_runs_but_cannot_work(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise DatabaseError

    monkeypatch.setattr(Epoch, "present", broken)

    assert await statuses() == [200, 503]


async def test_a_database_that_does_not_answer_is_not_waited_for(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    paused = threading.Event()
    monkeypatch.setattr(Epoch, "present", paused.wait)
    monkeypatch.setattr(health, "DATABASE_WITHIN_S", 0.1)

    assert await statuses() == [200, 503]
    paused.set()


async def test_who_goes_down_is_not_ready_any_more(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_leaving", False)

    health.leave()

    assert await statuses() == [200, 503]
