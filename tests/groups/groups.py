"""Groups for tests: made by the commands' own actions."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from chat.actions import direct
from chat.models import Conversation, Membership
from groups.actions.creating import create
from happychat.commands.errors import CommandError
from happychat.ids import stream_pk, user_name

_ids = (f"group-{number}" for number in itertools.count())


def befriend(one: User, *others: User) -> None:
    for other in others:
        direct.request_contact(one.pk, user_name(other.pk))
        direct.accept_contact(other.pk, user_name(one.pk))


def hills(owner: User, *others: User, **about: Any) -> str:
    """Make the group Hills of friends and return its stream."""
    befriend(owner, *others)
    return str(create(owner.pk, next(_ids), "Hills", [user_name(o.pk) for o in others], about)["stream"])


def group(stream: str) -> Conversation:
    return Conversation.objects.get(pk=stream_pk(stream))


def member(stream: str, user: User) -> Membership:
    return Membership.objects.get(conversation=stream_pk(stream), user=user)


def names(*users: User) -> list[str]:
    return [user_name(user.pk) for user in users]


def notices(stream: str) -> list[Any]:
    """Return what the site said in a group, oldest first."""
    told = group(stream).messages.filter(kind="notice").order_by("seq")
    return [(message.data or {}).get("notice") for message in told]


def refusal(error: type[CommandError], action: Callable[..., Any], *args: Any, **more: Any) -> str:
    """Expect a refusal and return its reason, if it says one."""
    with pytest.raises(error) as raised:
        action(*args, **more)
    return str(raised.value.details.get("reason", ""))
