"""Reading over HTTP: what is asked wrongly, rightly, and of what is not there."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from chat.models import Membership
from happychat.ids import user_name
from tests.conftest import signed_in
from tests.talking import group_of, leave


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_wrongly_is_bad(ann: User, talk: str) -> None:
    client = signed_in(ann)
    wrong = [
        "bootstrap?limit=0",
        "bootstrap?limit=501",
        "bootstrap?limit=x",
        "bootstrap?surprise=1",
        "users",
        "users?ids=u1&query=ann",
        "users?ids=u1,u1",
        "users?ids=" + ",".join(f"u{n}" for n in range(1, 102)),
        "users?query=",
        f"users?query={'x' * 41}",
        "users?surprise=1",
        f"conversations/{talk}/messages?before=1&after=1",
        f"conversations/{talk}/messages?before=0",
        f"conversations/{talk}/messages?before=x",
        f"conversations/{talk}/messages?limit=101",
        f"conversations/{talk}/messages?date=",
        f"conversations/{talk}/messages?date=yesterday",
        f"conversations/{talk}/messages?date=2026-02-30T00:00:00Z",
        f"conversations/{talk}/messages?surprise=1",
        f"conversations/{talk}/members?limit=501",
        f"conversations/{talk}/members?query=",
        f"conversations/{talk}/receipts?surprise=1",
    ]

    answers = {path: client.get(f"/api/v1/{path}") for path in wrong}

    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 400} == {}
    assert {answer.json()["error"]["code"] for answer in answers.values()} == {"bad"}


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_rightly_is_answered_and_kept_by_nobody(ann: User, bob: User, talk: str) -> None:
    client = signed_in(ann)
    right = [
        "bootstrap",
        "bootstrap?limit=1",
        f"users?ids={user_name(bob.pk)}",
        "users?query=bo",
        "users?username=bob",
        f"conversations/{talk}/messages",
        f"conversations/{talk}/messages?date=2026-11-20T12:00:00Z&limit=1",
        f"conversations/{talk}/messages?after=0",
        f"conversations/{talk}/members?query=bob",
        f"conversations/{talk}/receipts",
    ]

    for path in right:
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, path
        assert "no-store" in answer.headers["Cache-Control"]
        assert Client().get(f"/api/v1/{path}").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_what_is_not_there_or_not_mine_any_more_has_its_status(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob)
    leave(group, ann)
    client = signed_in(ann)

    def status(path: str) -> tuple[int, str]:
        answer = client.get(f"/api/v1/{path}")
        return answer.status_code, answer.json()["error"]["code"]

    assert status("conversations/c999/messages") == (404, "not_found")
    assert status("users?username=nobody") == (404, "not_found")
    assert status(f"conversations/{group}/messages") == (403, "not_member")
    Membership.objects.filter(conversation=int(group[1:]), user=ann).update(left="dissolved")
    assert status(f"conversations/{group}/members") == (410, "gone")
