"""What a program does with its token: it opens talks, and says things that grow."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.bots import give_token, make_bot
from accounts.models import Bot, User
from chat.models import Message
from chat.wordings.models import Wording
from happychat.commands import rates
from happychat.ids import user_name
from tests.conftest import run

pytestmark = pytest.mark.django_db(transaction=True)
Command = Callable[..., dict[str, Any]]


@pytest.fixture
def bot(db: None) -> Bot:
    return make_bot("helper", "Helper")


@pytest.fixture
def command(bot: Bot) -> Command:
    """Give commands as the bot, over HTTP."""
    _, secret = give_token(bot, "tests")
    headers = {"Authorization": f"Bearer {secret}"}

    def give(name: str, **arguments: Any) -> dict[str, Any]:
        said = {"command": name, **arguments}
        client = Client(enforce_csrf_checks=True)
        answer = client.post("/api/v1/command", said, content_type="application/json", headers=headers)
        return dict(answer.json())

    return give


@pytest.fixture
def opened(ann: User, bot: Bot, command: Command) -> str:
    """The talk that the bot has opened with Ann, who asked it to be friends."""
    run(ann, "contact.request", user=user_name(bot.pk))
    stream: str = command("conversation.open", user=user_name(ann.pk))["ok"]["stream"]
    return stream


def test_a_bot_opens_a_talk_with_who_lets_it(ann: User, bob: User, command: Command, opened: str) -> None:
    assert command("conversation.open", user=user_name(ann.pk))["ok"] == {"stream": opened}
    refused = command("conversation.open", user=user_name(bob.pk))["error"]
    assert (refused["code"], refused["reason"]) == ("forbidden", "not_friends")
    assert command("conversation.open", user="u999999")["error"]["code"] == "not_found"


def test_what_a_bot_says_grows_until_it_is_whole(ann: User, command: Command, opened: str) -> None:
    place = {"stream": opened, "seq": command("message.send", **said(opened, "The", open=True))["ok"]["seq"]}

    assert "ok" in command("message.edit", **place, revision=0, body="The moon", open=True)
    assert "ok" in command("message.edit", **place, revision=0, body="The moon", open=True), "a repeat"
    assert command("message.edit", **place, revision=0, body="The sun")["error"]["code"] == "conflict"
    assert "ok" in command("message.edit", **place, revision=1, body="The moon is far.")

    message = Message.objects.get(seq=place["seq"])
    assert (message.body, message.data) == ("The moon is far.", {"revision": 2})
    assert not Wording.objects.exists()
    rates.reset()
    assert closed(command("message.edit", **place, revision=2, body="And cold.", open=True))


def test_who_reads_it_stops_it(ann: User, command: Command, opened: str) -> None:
    place = {"stream": opened, "seq": command("message.send", **said(opened, "The", open=True))["ok"]["seq"]}

    assert "ok" in run(ann, "message.close", **place)

    assert closed(command("message.edit", **place, revision=0, body="The moon", open=True))
    assert closed(command("message.edit", **place, revision=0, body="The moon"))
    assert Message.objects.get(seq=place["seq"]).body == "The"


def test_a_bot_edits_what_it_said_long_ago_four_times_a_second(
    ann: User, command: Command, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = {"stream": opened, "seq": command("message.send", **said(opened, "0"))["ok"]["seq"]}
    Message.objects.filter(seq=place["seq"]).update(sent_at=timezone.now() - timedelta(days=9))

    now = [time.monotonic()]
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: now[0]))

    answers = [command("message.edit", **place, revision=number, body=str(number + 1)) for number in range(5)]
    now[0] += 1
    later = command("message.edit", **place, revision=4, body="5")

    assert ["ok" in answer for answer in [*answers, later]] == [True, True, True, True, False, True]
    assert (answers[4]["error"]["code"], answers[4]["error"]["retry_ms"]) == ("rate", 1001)


def test_what_people_say_does_not_grow(ann: User, opened: str) -> None:
    refused = run(ann, "message.send", **said(opened, "The", open=True))["error"]
    seq = run(ann, "message.send", **said(opened, "The"))["ok"]["seq"]
    edited = run(ann, "message.edit", stream=opened, seq=seq, revision=0, body="The moon", open=True)["error"]

    assert [error["reason"] for error in (refused, edited)] == ["role", "role"]


def said(stream: str, body: str, **more: Any) -> dict[str, Any]:
    """Return what `message.send` takes."""
    return {"stream": stream, "client_id": f"say-{body}", "body": body, **more}


def closed(answer: dict[str, Any]) -> bool:
    """Tell whether it was refused for being over."""
    return bool(answer.get("error", {}).get("reason") == "closed")
