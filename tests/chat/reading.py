"""What is read over HTTP, asked without the HTTP."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from chat.actions.direct import accept_contact, request_contact
from chat.api.conversations import Page, _messages
from chat.api.start import start
from happychat.auth import Caller
from happychat.ids import user_name


def bootstrap(user: User, limit: int = 200) -> dict[str, Any]:
    return start(Caller(user.pk, "d1", "s1"), limit)


def page(user: User, stream: str, **asked: Any) -> dict[str, Any]:
    return _messages(user.pk, stream, Page(**asked))


def seqs(found: dict[str, Any]) -> list[int]:
    return [int(row["key"].removeprefix("message:")) for row in found["rows"]]


def befriend(one: User, other: User) -> str:
    request_contact(one.pk, user_name(other.pk))
    return str(accept_contact(other.pk, user_name(one.pk))["stream"])


def people(count: int) -> list[User]:
    return User.objects.bulk_create(User(username=f"person{n}", nickname=f"Person {n}") for n in range(count))
