"""The push call: a service tells people and groups something, once."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import httpx
import orjson
import pytest
from django.test import Client
from django.utils import timezone

from accounts.bots import give_token, make_bot, revoke_token
from accounts.models import Bot, Contact, Token, User
from chat.api.push import PUSH
from chat.arguments.pushing import Push
from chat.models import Membership, Message
from happychat.asgi import application
from happychat.auth import Caller
from happychat.commands import rates
from happychat.commands.execute import Request, answered
from happychat.ids import user_name
from tests.conftest import run, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
CARD = {"title": "Build 214", "text": "All tests pass.", "url": "https://ci.example.org/214"}


@pytest.fixture
def bot(db: None) -> Bot:
    return make_bot("deploy", "Deploy")


@pytest.fixture
def token(bot: Bot) -> Token:
    token, secret = give_token(bot, "tests")
    token.secret = secret  # type: ignore[attr-defined]
    return token


def push(token: Token, **said: Any) -> Any:
    headers = {"Authorization": f"Bearer {token.secret}"}  # type: ignore[attr-defined]
    return Client().post("/api/v1/push", orjson.dumps(said), content_type="application/json", headers=headers)


def rows_of(user: User, stream: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = signed_in(user).get(f"/api/v1/conversations/{stream}/messages").json()["rows"]
    return rows


@pytest.mark.parametrize("by", ["id", "username", "Username"])
def test_a_push_is_a_message_of_the_bot(ann: User, bot: Bot, token: Token, by: str) -> None:
    answer = push(token, to={"id": user_name(ann.pk), "username": "ann", "Username": "ANN"}[by], **CARD)

    assert answer.status_code == 200
    assert answer.json().keys() == {"stream", "seq"}
    (row,) = rows_of(ann, answer.json()["stream"])
    assert {"author": user_name(bot.pk), "kind": "push", "body": CARD["text"]}.items() <= row.items()
    assert (row["title"], row["url"]) == (CARD["title"], CARD["url"])
    assert "client_id" not in row
    info = run(ann, "sync", have={answer.json()["stream"]: 0})["ok"]["streams"][0]["rows"]
    assert "asking" not in next(row for row in info if row["key"] == "info")


def test_a_group_hears_a_push_when_the_bot_is_in_it(ann: User, bot: Bot, token: Token) -> None:
    stream = run(ann, "group.create", client_id="g", name="Builds")["ok"]["stream"]
    assert push(token, to=stream, text="x").status_code == 404
    run(ann, "group.invite", stream=stream, users=[user_name(bot.pk)])

    assert push(token, to=stream, text="x").json()["stream"] == stream

    run(ann, "group.mute", stream=stream, user=user_name(bot.pk), until="2099-01-01T00:00:00Z")
    refused = push(token, to=stream, text="x")
    assert (refused.status_code, refused.json()["error"]["reason"]) == (403, "muted")


def test_a_repeated_id_sends_nothing_twice(ann: User, bob: User, token: Token) -> None:
    first, again, other = (push(token, to="ann", text=text, id="a 1 ✓").json() for text in ("x", "y", "z"))

    assert again == other == {**first, "duplicate": True}
    assert Message.objects.count() == 1
    conflict = push(token, to="bob", text="x", id="a 1 ✓")
    assert (conflict.status_code, conflict.json()["error"]["code"]) == (409, "client_id_conflict")
    assert push(token, to="ann", text="x").json()["seq"] == push(token, to="ann", text="x").json()["seq"] - 1


def test_the_same_id_at_once_is_one_message(ann: User, token: Token) -> None:
    async def both() -> list[dict[str, Any]]:
        transport = httpx.ASGITransport(application)  # type: ignore[arg-type]
        headers = {"Authorization": f"Bearer {token.secret}"}  # type: ignore[attr-defined]
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers) as client:
            said = {"to": "ann", "text": "x", "id": "once"}
            answers = await asyncio.gather(*(client.post("/api/v1/push", json=said) for _ in range(8)))
            return [answer.json() for answer in answers]

    answers = asyncio.run(both())

    assert {answer["seq"] for answer in answers} == {1}
    assert sum("duplicate" not in answer for answer in answers) == 1
    assert Message.objects.count() == 1


def test_a_thousand_at_once_stay_in_order(ann: User, bot: Bot, token: Token) -> None:
    by = Caller(bot.pk, "b1", "", bot=True, token=token.digest)

    async def all_at_once() -> list[Any]:
        said = (Request(0, PUSH, Push(to="ann", text=f"{number}", id=f"n{number}")) for number in range(1000))
        return await asyncio.gather(*(answered(by, push) for push in said))

    answers = asyncio.run(all_at_once())

    assert [answer["seq"] for answer in answers] == list(range(1, 1001))
    assert list(Message.objects.order_by("seq").values_list("body", flat=True)) == [f"{n}" for n in range(1000)]


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"{", 400), (b"[]", 400), (b"\xff", 400), (b"x" * 70_000, 413)]
)
def test_what_is_no_push_is_refused(ann: User, token: Token, body: bytes, status: int) -> None:
    headers = {"Authorization": f"Bearer {token.secret}"}  # type: ignore[attr-defined]

    answer = Client().post("/api/v1/push", body, content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, {400: "bad", 413: "too_long"}[status])
    assert not Message.objects.exists()


def test_a_bot_that_is_banned_pushes_nothing(ann: User, bot: Bot, token: Token) -> None:
    User.objects.filter(pk=bot.pk).update(is_active=False)

    assert push(token, to="ann", text="x").status_code == 401


@pytest.mark.parametrize(
    ("said", "status", "word"),
    [
        ({"text": "x"}, 400, "to"),
        ({"to": "ann"}, 400, "text"),
        ({"to": "ann", "text": ""}, 400, "text"),
        ({"to": "ann", "text": " \u200b"}, 400, "text"),
        ({"to": "ann", "text": 7}, 400, "text"),
        ({"to": "ann", "text": "x", "name": "y"}, 400, "name"),
        ({"to": "ann", "text": "x", "url": "javascript:alert(1)"}, 400, "url"),
        ({"to": "ann", "text": "x", "url": "https://"}, 400, "url"),
        ({"to": "ann", "text": "x" * 8001}, 413, "text"),
        ({"to": "ann", "text": "x", "title": "x" * 101}, 413, "title"),
        ({"to": "nobody_here", "text": "x"}, 404, "to"),
        ({"to": "u999999", "text": "x"}, 404, "to"),
        ({"to": "c999999", "text": "x"}, 404, "to"),
        ({"to": "deploy", "text": "x"}, 403, "bot"),
    ],
)
def test_what_is_wrong_is_said(ann: User, token: Token, said: dict[str, Any], status: int, word: str) -> None:
    answer = push(token, **said)

    assert (answer.status_code, word in answer.json()["error"]["message"]) == (status, True), answer.content
    assert not Message.objects.exists()


def test_only_a_token_that_counts_pushes(ann: User, token: Token) -> None:
    said = {"to": "ann", "text": "x"}
    assert signed_in(ann).post("/api/v1/push", said, content_type="application/json").status_code == 401
    for header in ("Bearer wrong", "Bearer", "Basic YTpi", "Bearer " + token.digest):
        answer = Client().post("/api/v1/push", said, content_type="application/json", headers={"Authorization": header})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "forbidden")
    revoke_token(token)
    assert push(token, **said).status_code == 401
    assert not Message.objects.exists()


def test_an_address_pushes_nothing(ann: User, token: Token) -> None:
    headers = {"Authorization": f"Bearer {token.secret}"}  # type: ignore[attr-defined]

    assert Client().get("/api/v1/push?name=ann&msg=hello", headers=headers).status_code == 405
    Client().get("/?name=ann&msg=hello")
    assert not Message.objects.exists()


def test_who_blocks_the_bot_sees_nothing_and_the_bot_is_not_told(ann: User, bot: Bot, token: Token) -> None:
    Contact.objects.create(owner=ann, person=bot, at=timezone.now(), blocked=True)

    answer = push(token, to="ann", text="x")

    assert answer.status_code == 200
    assert rows_of(ann, answer.json()["stream"]) == []
    assert not Membership.objects.filter(user=ann, me_version__gt=0).exists()


def test_who_removed_the_bot_still_hears_what_it_pushes(ann: User, bot: Bot, token: Token) -> None:
    run(ann, "contact.request", user=user_name(bot.pk))
    run(ann, "contact.remove", user=user_name(bot.pk))

    assert push(token, to="ann", text="x").status_code == 200


def test_pushes_have_a_limit_of_their_own(ann: User, bot: Bot, token: Token, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: now))
    rates.take(bot.pk, "push", count=1999)

    last, refused = (push(token, to="ann", text="x") for _ in range(2))

    assert (last.status_code, refused.status_code) == (200, 429)
    assert (refused.json()["error"]["code"], refused["Retry-After"]) == ("rate", "2")


def test_a_push_is_forwarded_as_words(ann: User, bob: User, talk: str, token: Token) -> None:
    place = push(token, to="ann", **CARD).json()

    run(ann, "message.forward", **{"from": {"stream": place["stream"], "seqs": [1]}}, to=[talk], client_id="f")

    row = rows_of(bob, talk)[-1]
    assert (row["kind"], row["body"]) == ("text", "Build 214\nAll tests pass.\nhttps://ci.example.org/214")
    assert "title" not in row


def test_a_push_is_found_by_its_title(ann: User, token: Token) -> None:
    from chat.search.catching_up import Round

    push(token, to="ann", **CARD)
    Round()()

    hits = signed_in(ann).get("/api/v1/search?q=build").json()["hits"]
    assert [hit["row"]["title"] for hit in hits] == ["Build 214"]


def test_a_bot_gives_commands_with_its_token(ann: User, bot: Bot, token: Token) -> None:
    place = push(token, to="ann", text="x").json()
    headers = {"Authorization": f"Bearer {token.secret}"}  # type: ignore[attr-defined]
    send = {"command": "message.send", "stream": place["stream"], "client_id": "a", "body": "hi"}
    strict = Client(enforce_csrf_checks=True)

    sent = strict.post("/api/v1/command", send, content_type="application/json", headers=headers)
    shown = strict.get("/api/v1/bootstrap", headers=headers)

    assert sent.json()["ok"]["seq"] == 2
    assert shown.json()["user"] == user_name(bot.pk)


def test_beside_a_wrong_token_a_session_counts_nothing(ann: User) -> None:
    for path in ("/api/v1/bootstrap", "/api/v1/users?username=ann"):
        assert signed_in(ann).get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
