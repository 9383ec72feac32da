"""Small talk for tests: saying things, and groups in which people come and go."""

from __future__ import annotations

import itertools
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import tell_mailboxes
from accounts.models import User
from chat.actions.sending import Send, send_messages
from chat.actions.timeline import Mine, tell_conversation
from chat.arguments.messages import SendMessage
from chat.composing import composed
from chat.models import Conversation, Kind, Membership
from chat.rows import attach_of, audience
from happychat.commands.errors import CommandError
from happychat.ids import stream_name
from happychat.streams.steps import Detach

_client_ids = (f"test-{number}" for number in itertools.count())


def send_of(author: User, stream: str, body: str = "hi", *, client_id: str = "") -> Send:
    """Return a message to be sent; a client_id of its own unless one is given."""
    return Send(author.pk, stream, client_id or next(_client_ids), "text", body)


@transaction.atomic
def say(author: User, stream: str, *bodies: str) -> list[dict[str, Any]]:
    """Send messages in one batch and return the replies."""
    sends = [send_of(author, stream, body) for body in bodies]
    send_messages(sends)
    return [_stored(send.answer) for send in sends]


@transaction.atomic
def put(author: User, stream: str, **said: Any) -> int:
    """Send a message of any kind; return its number."""
    args = SendMessage.model_validate({"stream": stream, "client_id": next(_client_ids), **said})
    send = composed(author.pk, args)
    send_messages([send])
    return int(_stored(send.answer)["seq"])


def _stored(answer: dict[str, Any] | CommandError | None) -> dict[str, Any]:
    if isinstance(answer, CommandError):
        raise answer
    assert answer
    return answer


@transaction.atomic
def group_of(*people: User) -> str:
    """Begin a group and return its stream."""
    conversation = Conversation.objects.create(kind=Kind.GROUP, title="Hills")
    tell_conversation(conversation, info=True)
    for user in people:
        join(stream_name(conversation.pk), user)
    return stream_name(conversation.pk)


@transaction.atomic
def join(stream: str, user: User, **about: Any) -> Membership:
    """Make a person a member; their sockets hear the group from then on."""
    conversation = Conversation.objects.get(pk=stream[1:])
    membership = Membership.objects.create(conversation=conversation, user=user, **about)
    tell_conversation(conversation, info=True, members=[membership])
    tell_mailboxes({user.pk: [Mine(membership)]}, {user.pk: (attach_of(membership),)})
    return membership


@transaction.atomic
def leave(stream: str, user: User) -> None:
    """End a membership; it is the last step of the group its sockets hear."""
    membership = Membership.objects.select_related("conversation").get(conversation=int(stream[1:]), user=user)
    membership.left_at, membership.left = timezone.now(), "left"
    membership.save(update_fields=["left_at", "left"])
    detach = (Detach(user.pk, audience(membership.conversation_id)),)
    tell_conversation(membership.conversation, info=True, members=[membership], detach=detach)
    tell_mailboxes({user.pk: [Mine(membership)]})
