"""Commands over HTTP: the same as over a socket, with statuses for what is the transport's."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client

from accounts.models import User
from tests.chat.pages import TOKEN, post
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_command_answers_200_whether_it_is_done_or_refused(ann: User, talk: str) -> None:
    client = signed_in(ann)
    send = {"command": "message.send", "stream": talk, "client_id": "a", "body": "hi"}

    done, with_id, refused, unknown, nonsense = (
        post(client, "command", body)
        for body in (send, {**send, "id": 7}, {**send, "stream": "c999", "client_id": "b"}, {"command": "x"}, b"{")
    )

    assert [answer.status_code for answer in (done, with_id, refused, unknown, nonsense)] == [200] * 5
    assert done.json()["ok"]["seq"] == 2
    assert with_id.json() == {"id": 7, "ok": {**done.json()["ok"], "duplicate": True}}
    assert refused.json()["error"]["code"] == "not_found"
    assert [answer.json()["error"]["code"] for answer in (unknown, nonsense)] == ["bad", "bad"]
    assert not {"id"} & (done.json().keys() | refused.json().keys())


def test_a_command_that_answers_nothing_answers_ok(ann: User, talk: str) -> None:
    assert post(signed_in(ann), "command", {"command": "typing", "stream": talk}).json() == {"ok": {}}


@pytest.mark.parametrize("path", ["command", "sync"])
def test_what_is_the_transport_s_has_a_status(ann: User, talk: str, path: str) -> None:
    body: dict[str, Any] = {"command": "sync", "have": {"me": 0}} if path == "command" else {"have": {"me": 0}}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann, "django.contrib.auth.backends.ModelBackend")
    client = signed_in(ann)

    answers = {
        "right": post(client, path, body),
        "no session": post(Client(), path, body),
        "no token": post(strict, path, body),
        "largest": post(client, path, orjson.dumps(body).ljust(64 * 1024)),
        "too large": post(client, path, orjson.dumps(body).ljust(64 * 1024 + 1)),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "right": 200,
        "no session": 401,
        "no token": 403,
        "largest": 200,
        "too large": 413,
    }
    for name in ("no session", "no token", "too large"):
        assert {"code", "message", "final"} <= answers[name].json()["error"].keys()
    assert answers["no token"].json()["error"]["reason"] == "csrf"


def test_a_command_is_json(ann: User) -> None:
    answer = post(signed_in(ann), "command", '{"command":"sync","have":{"me":0}}', "text/plain")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad")


def test_with_the_token_and_from_the_site_a_command_is_taken(ann: User, talk: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann, "django.contrib.auth.backends.ModelBackend")
    client.cookies["csrftoken"] = TOKEN
    body = orjson.dumps({"command": "sync", "have": {"me": 0}})

    def status(**headers: str) -> int:
        path = "/api/v1/command"
        return int(client.post(path, body, content_type="application/json", headers=headers).status_code)

    assert status(**{"X-CSRFToken": TOKEN}) == 200
    assert status(**{"X-CSRFToken": TOKEN, "Origin": "http://testserver"}) == 200
    assert status(**{"X-CSRFToken": TOKEN, "Origin": "http://evil.example"}) == 403
    assert status(**{"X-CSRFToken": "u" * 32}) == 403
