"""The site around the talk: its health, its administration, its demo world, its going down."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import Contact, User
from accounts.robot import robot
from chat.models import Conversation, Kind, Membership, Message
from happychat.asgi import application
from happychat.commands import execute as executing
from happychat.commands.execute import drain, execute
from happychat.ids import stream_name
from happychat.streams import catching_up
from tests.chat.replica import Replica
from tests.conftest import caller, run, signed_in
from tests.talking import group_of, say


@pytest.mark.django_db(transaction=True)
def test_a_refusal_for_speed_changes_nothing_and_says_when_to_come_back(
    ann: User, talk: str, settings: Settings
) -> None:
    settings.RATE_SCALE = 0.01  # one at a time, one in five seconds
    first = run(ann, "message.send", stream=talk, client_id="a", body="one")
    second = run(ann, "message.send", stream=talk, client_id="b", body="two")

    assert "ok" in first
    assert (second["error"]["code"], second["error"]["final"]) == ("rate", False)
    assert 4000 < second["error"]["retry_ms"] <= 5001
    assert not Message.objects.filter(client_id="b").exists()


@pytest.mark.django_db(transaction=True)
def test_a_process_that_goes_down_finishes_what_it_took_and_takes_no_more(
    ann: User, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = caller(ann)
    monkeypatch.setattr(executing, "_draining", False)

    async def go_down() -> tuple[dict[str, Any], dict[str, Any]]:
        frames = [
            orjson.dumps({"command": "message.send", "stream": talk, "client_id": name, "body": name}) for name in "ab"
        ]
        before = asyncio.ensure_future(execute(who, frames[0]))
        await asyncio.sleep(0)
        await drain(5)
        assert before.done()
        return await before, await execute(who, frames[1])

    before, after = asyncio.run(go_down())

    assert "ok" in before
    assert (after["error"]["code"], after["error"]["final"]) == ("drain", False)
    assert not Message.objects.filter(client_id="b").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/api/v1/uploads", "/accounts/login/", "/api/v1/sync"])
@pytest.mark.parametrize("announced", [True, False])
async def test_nobody_makes_the_server_take_in_more_than_a_request_may_bring(path: str, announced: bool) -> None:
    part = b"x" * (1024 * 1024)
    headers = [(b"host", b"testserver"), (b"content-type", b"application/octet-stream")]
    headers += [(b"content-length", b"%d" % (100 * len(part)))] if announced else []
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    taken = 0
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": part, "more_body": taken < 100}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await application({**scope, "http_version": "1.1"}, receive, send)

    assert taken <= (0 if announced else 11)
    assert sent[0]["status"] in {413, 401}  # polls ask first who is calling, and read nothing of strangers
    assert orjson.loads(sent[1]["body"])["error"]["code"] in {"too_long", "forbidden"}


@pytest.mark.django_db
def test_staff_find_and_read_and_change_nothing(ann: User, bob: User, talk: str) -> None:
    User.objects.filter(pk=ann.pk).update(is_staff=True, is_superuser=True)
    say(bob, talk, "a needle in the hay")
    group_of(ann, bob)
    staff, other = signed_in(ann), signed_in(bob)
    message = Message.objects.get(body__contains="needle")

    pages = [
        "accounts/user/?q=bob",
        "accounts/contact/",
        f"accounts/user/{bob.pk}/change/",
        "chat/conversation/?q=bob",
        f"chat/conversation/{message.conversation_id}/change/",
        "chat/message/?q=needle",
        f"chat/message/?conversation__id__exact={message.conversation_id}",
        f"chat/message/{message.pk}/change/",
    ]

    assert {path: staff.get(f"/admin/{path}").status_code for path in pages} == dict.fromkeys(pages, 200)
    assert {other.get(f"/admin/{path}").status_code for path in pages} == {302}
    assert b"needle" in staff.get("/admin/chat/message/?q=needle").content
    assert staff.post(f"/admin/chat/message/{message.pk}/change/", {"body": "x"}).status_code == 403
    assert staff.get("/admin/chat/message/add/").status_code == 403


@pytest.mark.django_db
def test_a_list_of_the_administration_costs_the_same_however_long(ann: User, bob: User, eve: User, talk: str) -> None:
    User.objects.filter(pk=ann.pk).update(is_staff=True, is_superuser=True)
    staff = signed_in(ann)
    counts = []
    for _ in range(2):
        for path in ("accounts/contact/", "chat/conversation/", "chat/message/"):
            with CaptureQueriesContext(connection) as queries:
                assert staff.get(f"/admin/{path}").status_code == 200
            counts.append(len(queries))
        for _ in range(3):
            say(eve, group_of(ann, bob, eve), "one", "two")
        for user in (bob, eve):
            Contact.objects.get_or_create(owner=eve, person=ann, defaults={"at": user.date_joined})

    assert counts[:3] == counts[3:]


@pytest.mark.django_db
def test_the_demo_world_is_whole() -> None:
    robot()  # who is there before anybody else
    call_command("demo")

    people = {user.username: user for user in User.objects.all()}
    assert {"ann", "bob", "linxiaoyu", "chenmo"} <= people.keys()
    assert Membership.objects.filter(user=people["ann"], conversation__kind=Kind.GROUP).exists()
    assert Contact.objects.filter(state="incoming").exists()
    assert [bool(group.notice) for group in Conversation.objects.filter(public=True)] == [True, True]
    for conversation in Conversation.objects.all():
        messages = list(conversation.messages.order_by("seq"))
        assert [message.seq for message in messages] == list(range(1, conversation.last_seq + 1))
        assert [m.sent_at for m in messages] == sorted(m.sent_at for m in messages)
        assert max(message.version for message in messages) <= conversation.version
    for user in people.values():
        shown = Replica(user.pk).begin().shown()
        mine = Membership.objects.filter(user=user)
        assert {stream_name(m.conversation_id) for m in mine} == shown.keys() - {"me"}
        assert catching_up.sync(user.pk, {"me": 0}, 200)["streams"][0]["type"] == "reset"


@pytest.mark.django_db
def test_the_demo_world_is_built_on_empty_ground_only(ann: User) -> None:
    call_command("demo")

    assert list(User.objects.all()) == [ann]
