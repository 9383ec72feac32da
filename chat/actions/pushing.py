"""Pushing: what a service tells a person or a group, as a message of its bot."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

from django.db.models.functions import Lower

from accounts.models import User
from chat.actions.direct import direct_for_push
from chat.actions.places import PUSH
from chat.actions.sending import Send, send_messages
from chat.arguments.pushing import Push
from chat.models import Conversation, Kind
from happychat.commands.errors import CommandError, Forbidden, NotFound
from happychat.ids import stream_name, stream_pk, user_pk


def push(pushes: list[tuple[int, Push]]) -> list[dict[str, Any] | CommandError]:
    """Send what bots push, in the order given; return where each is, or why it is not. Inside a transaction."""
    places: dict[tuple[int, str], str | CommandError] = {}
    for bot, said in pushes:
        if (bot, said.to) not in places:
            places[bot, said.to] = _place(bot, said.to)
    answers: list[Send | CommandError] = []
    for bot, said in pushes:
        place = places[bot, said.to]
        answers.append(_send(bot, place, said) if isinstance(place, str) else place)
    send_messages([send for send in answers if isinstance(send, Send)])
    return [_told(answer) for answer in answers]


def _send(bot: int, stream: str, said: Push) -> Send:
    more = {"title": said.title, "url": said.url}
    data = {name: value for name, value in more.items() if value}
    return Send(bot, stream, _client_id(said.id), PUSH, said.text, data=data)


def _client_id(name: str | None) -> str:
    # The dot keeps it apart from those a bot chooses for what it sends itself.
    digest = hashlib.sha256(name.encode()).digest() if name else secrets.token_bytes(32)
    return f"{PUSH}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _place(bot: int, to: str) -> str | CommandError:
    """Return the conversation of a group's id, a person's id or a username, tried in this order."""
    try:
        return _group(bot, to) or stream_name(direct_for_push(bot, _person(to)).pk)
    except CommandError as refusal:
        return refusal


def _group(bot: int, to: str) -> str | None:
    try:
        found = Conversation.objects.with_member(bot).filter(pk=stream_pk(to), kind=Kind.GROUP)
    except NotFound:
        return None
    return to if found.exists() else None


def _person(to: str) -> User:
    people = User.objects.filter(is_active=True)
    try:
        found = people.filter(pk=user_pk(to)).first()
    except NotFound:
        found = None
    found = found or people.alias(low=Lower("username")).filter(low=to.lower()).first()
    if found is None:
        raise NotFound("to: there is no such person, and no such group with this bot in it.")
    return found


def _told(answer: Send | CommandError) -> dict[str, Any] | CommandError:
    reply = answer.answer if isinstance(answer, Send) else answer
    if not isinstance(reply, dict):
        return reply or Forbidden("role")
    return {name: reply[name] for name in ("stream", "seq", "duplicate") if name in reply}
