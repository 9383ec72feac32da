"""Answering polls and chains, and closing them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from chat.actions.growing import may_stop
from chat.actions.timeline import tell_conversation
from chat.actions.touching import refuse_muted, touch
from chat.kinds.chains import entered, entry_of
from chat.kinds.models import Closing, Vote
from chat.kinds.polls import checked, voted
from chat.models import Conversation, Kind, Membership, Message, Role
from chat.rewriting import rewriting
from happychat.commands.errors import Bad, Forbidden
from happychat.ids import user_name
from happychat.streams.versions import lock

AT_ONCE = 100
Reply = dict[str, Any]


def answer(me: int, stream: str, seq: int, options: list[int] | None, text: str | None) -> Reply:
    """Vote in a poll, enter a chain, or, with neither, learn what my answer is: only I am told an anonymous vote."""
    with transaction.atomic():
        mine, message = touch(me, stream, seq)
        if message.kind not in {"poll", "chain"}:
            raise Forbidden("role", "There is nothing to answer.")
        if (text if message.kind == "poll" else options) is not None:
            raise Bad("a poll is answered with options, a chain with a text")
        if options is not None or text is not None:
            refuse_muted(mine)
            _refuse_closed(message)
        return _vote(message, me, options) if message.kind == "poll" else _enter(message, me, text)


def close(me: int, stream: str, seq: int) -> Reply:
    """Take no more answers: its author may say so, and admins. Or stop a bot's answer that grows."""
    with transaction.atomic():
        mine, message = touch(me, stream, seq)
        if not _may_close(mine, message):
            raise Forbidden("role", "Its author closes it, or an admin.")
        if not (message.data or {}).get("open"):
            return {"version": message.conversation.version}
        return {"version": _close(message)}


def close_due() -> None:
    """Close the polls whose time has come. Inside a transaction; in whichever process is first."""
    due = Closing.objects.filter(at__lte=timezone.now()).order_by("at")
    found = list(due.values_list("pk", "message__conversation")[:AT_ONCE])
    lock(Conversation, sorted({conversation for _, conversation in found}))
    conversations = Conversation.objects.in_bulk({conversation for _, conversation in found})
    for closing in due.filter(pk__in=[pk for pk, _ in found]).select_related("message"):  # as they are under the locks
        message = closing.message
        message.conversation = conversations[message.conversation_id]
        if message.conversation.kind == Kind.GROUP and message.conversation.closed:
            closing.delete()
        else:
            _close(message)


def _vote(message: Message, me: int, options: list[int] | None) -> Reply:
    data = message.data or {}
    vote = Vote.objects.filter(message=message, user=me).first() or Vote(message=message, user_id=me)
    before, chosen = vote.options, vote.options if options is None else checked(data["poll"], options)
    version = message.conversation.version
    if chosen != before:
        vote.options = chosen
        if chosen:
            vote.save()
        else:
            vote.delete()
        message.data = {**data, "poll": voted(data["poll"], user_name(me), before, chosen)}
        version = tell_conversation(message.conversation, changed=[message]).version
    return {"version": version, "options": chosen}


def _enter(message: Message, me: int, text: str | None) -> Reply:
    data, name = message.data or {}, user_name(me)
    version, before = message.conversation.version, entry_of(data["chain"], name)
    if text is not None and text != before:
        with rewriting(message):
            message.data = {**data, "chain": entered(data["chain"], name, text)}
        version = tell_conversation(message.conversation, changed=[message]).version
    return {"version": version, "text": before if text is None else text}


def _refuse_closed(message: Message) -> None:
    """Its time may be over before the clock comes to it."""
    closing = Closing.objects.filter(message=message, at__lte=timezone.now())
    if not (message.data or {}).get("open") or closing.exists():
        raise Forbidden("closed", "It takes no more answers.")


def _may_close(mine: Membership, message: Message) -> bool:
    if message.kind == "text" and message.author.is_bot:
        return may_stop(mine, message)
    is_admin = mine.conversation.kind == Kind.GROUP and mine.role != Role.MEMBER
    return message.kind in {"poll", "chain"} and (is_admin or message.author_id == mine.user_id)


def _close(message: Message) -> int:
    conversation = message.conversation
    message.data = {name: value for name, value in (message.data or {}).items() if name != "open"}
    if message.kind == "text":
        message.data["stopped"] = True
    Closing.objects.filter(message=message).delete()
    is_pinned = message.seq in conversation.pinned
    conversation.pinned = [seq for seq in conversation.pinned if seq != message.seq]
    return tell_conversation(conversation, info=is_pinned, changed=[message]).version
