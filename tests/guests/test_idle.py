"""Guests nobody has seen for some days are removed; what they said stays whole for the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chat.actions import direct
from chat.actions.guests import remove_idle
from chat.models import Message
from chat.presence.models import LastSeen
from happychat.ids import user_name
from tests.chat.presence.people import here
from tests.conftest import run, signed_in
from tests.guests.door import Stranger
from tests.talking import say

pytestmark = pytest.mark.django_db(transaction=True)


def guest(nickname: str, *, seen: int) -> User:
    """Return a guest who was seen so many days ago."""
    Stranger().knock(nickname)
    found = User.objects.get(nickname=nickname)
    LastSeen.objects.create(user=found, at=timezone.now() - timedelta(days=seen))
    return found


def test_who_was_not_seen_for_a_week_is_removed_and_what_they_said_stays(ann: User) -> None:
    robin = guest("Robin", seen=8)
    run(ann, "profile.update", preferences={"message": "everyone"})
    stream = direct.open_direct(robin.pk, user_name(ann.pk))["stream"]
    say(robin, stream, "hello")

    remove_idle()

    talk = signed_in(ann).get(f"/api/v1/conversations/{stream}/messages").json()["rows"]
    (card,) = signed_in(ann).get("/api/v1/users", {"ids": user_name(robin.pk)}).json()["users"]
    assert [(row["author"], row["body"]) for row in talk] == [(user_name(robin.pk), "hello")]
    assert card == {"id": user_name(robin.pk), "deleted": True}
    assert Stranger().knock("Robin").status_code == 201


def test_nobody_else_is_removed(ann: User, monkeypatch: Any) -> None:
    present = guest("Wren", seen=8)
    here(present)
    guest("Robin", seen=6)
    LastSeen.objects.create(user=ann, at=timezone.now() - timedelta(days=900))

    remove_idle()

    assert User.objects.filter(is_active=True).count() == 3
    assert not Message.objects.exists()


def test_who_is_removed_is_signed_out_everywhere() -> None:
    stranger = Stranger()
    stranger.knock("Robin")
    LastSeen.objects.create(user=User.objects.get(), at=timezone.now() - timedelta(days=8))

    remove_idle()

    assert stranger.client.get("/api/v1/bootstrap").status_code == 401
