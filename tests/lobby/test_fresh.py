"""In the lobby, too, applying what came by itself gives what a fresh fetch gives, in this process and another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from chat.lobby import moderation
from chat.models import Membership
from tests.world import Told, World

pytestmark = pytest.mark.django_db


def test_what_came_is_what_is_fetched(lobby: str, ann: User, bob: User, eve: User, told: Told) -> None:
    world = World([ann, bob, eve], told, limit=5, lost=[False, True])

    for number in range(3):
        world.do(ann, "message.send", stream=lobby, client_id=f"a{number}", body="hi")
    assert isinstance(world.do(eve, "lobby.enter"), dict)
    world.do(eve, "message.send", stream=lobby, client_id="e", body="hello")
    news = told(lambda: moderation.mute(Membership.objects.get(user=bob), "", by=ann, until=_tomorrow()))
    world.layer.publish(news)
    world.elsewhere.hear(news)
    assert isinstance(world.do(ann, "lobby.leave"), dict)
    world.do(eve, "message.send", stream=lobby, client_id="f", body="gone?")
    world.catch_up()

    world.compare()
    assert isinstance(world.do(ann, "lobby.enter"), dict)
    world.do(eve, "message.send", stream=lobby, client_id="g", body="back")
    world.catch_up()
    world.compare()


def _tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)
