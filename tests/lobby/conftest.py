"""The lobby of these tests: Ann and Bob are in it, Eve is not."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import User
from chat.actions import lobby as actions
from happychat.models import Epoch
from tests.chat.presence.conftest import attendance

__all__ = ["attendance"]


@pytest.fixture
def lobby(ann: User, bob: User) -> str:
    """Return the lobby, which Ann and Bob have entered."""
    Epoch.objects.get_or_create(pk=1)
    actions.enter(ann.pk)
    stream: str = actions.enter(bob.pk)["stream"]
    return stream


def entered(*users: User) -> None:
    """Let people enter the lobby."""
    for user in users:
        with transaction.atomic():
            actions.enter(user.pk)
