"""Two friends talk: every message once, in one order."""

from __future__ import annotations

import pytest

from accounts.models import User
from chat.models import Conversation, Message
from happychat.ids import user_name
from tests.conftest import run


@pytest.mark.django_db(transaction=True)
def test_messages_get_the_next_number(ann: User, bob: User, talk: str) -> None:
    first = run(ann, "message.send", stream=talk, client_id="a", body="hi")
    second = run(bob, "message.send", stream=talk, client_id="a", body="你好")

    assert [first["ok"]["seq"], second["ok"]["seq"]] == [2, 3]  # 1 is the notice
    assert list(Message.objects.order_by("seq").values_list("body", flat=True)) == ["", "hi", "你好"]
    assert Conversation.objects.get().last_seq == 3


@pytest.mark.django_db(transaction=True)
def test_a_resend_answers_the_original(ann: User, talk: str) -> None:
    first = run(ann, "message.send", stream=talk, client_id="a", body="hi")
    again = run(ann, "message.send", stream=talk, client_id="a", body="something else")

    assert again["ok"] == {**first["ok"], "duplicate": True}
    assert Message.objects.filter(author=ann, client_id="a").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_outsider_finds_no_conversation(eve: User, talk: str) -> None:
    refused = run(eve, "message.send", stream=talk, client_id="a", body="let me in")
    missing = run(eve, "message.send", stream="c999", client_id="a", body="let me in")

    assert refused["error"] == missing["error"]
    assert refused["error"]["code"] == "not_found"


@pytest.mark.django_db(transaction=True)
def test_who_is_asked_and_accepts_is_a_friend(ann: User, eve: User) -> None:
    run(ann, "contact.request", user=user_name(eve.pk), greeting="Hi Eve")
    accepted = run(eve, "contact.accept", user=user_name(ann.pk))
    opened = run(ann, "conversation.open", user=user_name(eve.pk))

    assert accepted["ok"]["stream"] == opened["ok"]["stream"]
