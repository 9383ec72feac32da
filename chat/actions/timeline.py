"""How a change of a conversation is numbered, stamped and told: the common end of every action here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from chat.models import Conversation, Kind, Membership, Message
from chat.rows import audience, conversation_row, faces_and_count, first_faces, info_row, member_row, message_row
from happychat.ids import stream_name
from happychat.streams.announcing import announce
from happychat.streams.steps import Detach, Row, Step
from happychat.streams.versions import Advanced, advance


@dataclass(slots=True)
class Mine:
    """A person's own row of a conversation, stamped and saved when their mailbox is told."""

    membership: Membership

    def stamp(self, version: int) -> Row:
        """Save the version and return the row."""
        self.membership.me_version = version
        self.membership.save(update_fields=MINE)
        return conversation_row(self.membership)


# Without read_seq: sends move it too, under another lock, and it must never go back.
MINE = [
    "me_version",
    "notify",
    "quiet_until",
    "pinned",
    "unread",
    "archived",
    "hidden",
    "cleared",
    "folder",
    "draft",
    "left_at",
    "left",
]


def tell_conversation(
    conversation: Conversation,
    *,
    info: bool = False,
    members: list[Membership] | None = None,
    messages: list[Message] | None = None,
    detach: tuple[Detach, ...] = (),
) -> Advanced:
    """Raise the conversation by one step, stamp and save what it touched, announce the rows.

    New messages (without a seq) get the next numbers.
    """
    messages = messages or []
    at = advance(Conversation, {conversation.pk: 1}, messages={conversation.pk: len(messages)})[conversation.pk]
    conversation.version, conversation.last_seq = at.version, at.seq
    rows = _info(conversation, at.version) if info else []
    rows += [_member(membership, at.version) for membership in members or []]
    rows += [_message(message, at, number) for number, message in enumerate(messages, 1)]
    name = stream_name(conversation.pk)
    announce(Step(audience(conversation.pk), name, at.prev, at.version, rows, last_seq=at.seq, detach=detach))
    return at


def add_notice(
    conversation: Conversation,
    author: int,
    data: dict[str, Any],
    *,
    info: bool = False,
    members: list[Membership] | None = None,
    readers: list[Membership] | None = None,
) -> Advanced:
    """Add a notice by the site to the timeline; it moves the actor's own read mark as a send does."""
    notice = Message(
        conversation=conversation, author_id=author, kind="notice", data=data, sent_at=timezone.now(), client_id=None
    )
    at = tell_conversation(conversation, info=info, members=members, messages=[notice])
    Membership.objects.filter(conversation=conversation, user_id=author).update(read_seq=at.seq)
    for membership in readers or []:
        if membership.user_id == author:
            membership.read_seq = at.seq
    return at


def _info(conversation: Conversation, version: int) -> list[Row]:
    conversation.info_version = version
    conversation.save(update_fields=["info_version", "title", "avatar", "asking", "closed"])
    faces = first_faces([conversation]).get(conversation.pk, []) if conversation.kind == Kind.GROUP else []
    return [info_row(conversation, *faces_and_count(faces))]


def _member(membership: Membership, version: int) -> Row:
    if not membership.version:
        membership.joined_version = version
    membership.version = version
    membership.save(update_fields=["version", "joined_version", "role", "nickname", "muted_until", "joined_seq"])
    return member_row(membership)


def _message(message: Message, at: Advanced, number: int) -> Row:
    message.seq, message.version = at.prev_seq + number, at.version
    message.save(force_insert=True)
    return message_row(message)
