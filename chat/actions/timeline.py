"""How a change of a conversation is numbered, stamped and told: the common end of every action here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from chat.models import Conversation, Kind, Membership, Message
from chat.rows import audience, conversation_row, info_row, member_row, message_row
from happychat.ids import stream_name
from happychat.sets import write_back
from happychat.streams.announcing import announce
from happychat.streams.steps import Detach, Row, Step
from happychat.streams.versions import Advanced, advance


@dataclass(slots=True)
class Mine:
    """A person's own row of a conversation, stamped and saved when their mailbox is told."""

    membership: Membership

    def stamp(self, version: int) -> Row:
        """Return the row at a version."""
        self.membership.me_version = version
        return conversation_row(self.membership)

    @staticmethod
    def save(mine: list[Mine]) -> None:
        """Save what was stamped. One statement."""
        write_back([item.membership for item in mine], MINE)


# Without read_seq and mentions: sends move them too, under another lock, and they must never go back.
MINE = [
    "me_version",
    "notify",
    "quiet_until",
    "pinned",
    "unread",
    "archived",
    "hidden",
    "cleared",
    "notice_read",
    "waiting",
    "folder",
    "draft",
    "left_at",
    "left",
]
MEMBER = ["version", "joined_version", "role", "nickname", "muted_until", "joined_seq", "left_at", "left", "waiting"]
INFO = [
    "info_version",
    "title",
    "pinyin",
    "avatar",
    "asking",
    "closed",
    "keep",
    "ended",
    "ended_at",
    "pinned",
    "stickers",
    "all_seq",
    "introduction",
    "tags",
    "notice",
    "join",
    "question",
    "public",
    "preview",
    "history",
    "invite",
    "speak",
    "slow",
    "faces",
    "member_count",
    "waiting",
]
FACES = 9  # of a group's first members


def tell_conversation(
    conversation: Conversation,
    *,
    info: bool = False,
    members: list[Membership] | None = None,
    messages: list[Message] | None = None,
    changed: list[Message] | None = None,
    detach: tuple[Detach, ...] = (),
) -> Advanced:
    """Raise the conversation by one step, stamp and save what it touched, announce the rows.

    New messages (without a seq) get the next numbers.
    """
    messages, members = messages or [], members or []
    at = advance(Conversation, {conversation.pk: 1}, messages={conversation.pk: len(messages)})[conversation.pk]
    conversation.version, conversation.last_seq = at.version, at.seq
    rows = _members(members, at.version)
    rows = [*(_info(conversation, at.version, counted=bool(members)) if info else []), *rows]
    rows += [_message(message, at, number) for number, message in enumerate(messages, 1)]
    rows += [_again(message, at.version) for message in changed or []]
    name = stream_name(conversation.pk)
    step = Step(audience(conversation.pk), name, at.prev, at.version, rows, last_seq=at.seq, detach=detach)
    step.hidden_from = tuple(m.hidden_from for m in [*messages, *(changed or [])] if m.hidden_from)
    announce(step)
    return at


def notice_of(conversation: Conversation, author: int, notice: str, **data: Any) -> Message:
    """Return a notice by the site about what somebody did, to be told."""
    return Message(
        conversation=conversation,
        author_id=author,
        kind="notice",
        data={"notice": notice, **data},
        sent_at=timezone.now(),
        client_id=None,
    )


def add_notice(
    conversation: Conversation,
    author: int,
    notice: str,
    *,
    info: bool = False,
    members: list[Membership] | None = None,
    detach: tuple[Detach, ...] = (),
    **data: Any,
) -> Advanced:
    """Add a notice to the timeline; it moves the actor's own read mark as a send does."""
    message = notice_of(conversation, author, notice, **data)
    at = tell_conversation(conversation, info=info, members=members, messages=[message], detach=detach)
    read_up_to(conversation, author, at.seq)
    return at


def read_up_to(conversation: Conversation, user: int, seq: int) -> None:
    """Move a person's read mark to a message of their own; never back."""
    Membership.objects.filter(conversation=conversation, user_id=user).update(read_seq=seq)


def _info(conversation: Conversation, version: int, *, counted: bool) -> list[Row]:
    conversation.info_version = version
    if counted and conversation.kind == Kind.GROUP:
        present = Membership.objects.filter(conversation=conversation, left_at=None)
        conversation.member_count = present.count()
        first = present.order_by("joined_version", "pk").values_list("user_id", flat=True)
        conversation.faces = list(first[:FACES])
    conversation.save(update_fields=INFO)
    return [info_row(conversation)]


def _members(members: list[Membership], version: int) -> list[Row]:
    for membership in members:
        if not membership.version:
            membership.joined_version = version
        membership.version = version
    write_back(members, MEMBER)
    return [member_row(membership) for membership in members]


def _message(message: Message, at: Advanced, number: int) -> Row:
    message.seq, message.version = at.prev_seq + number, at.version
    message.save(force_insert=True)
    return message_row(message)


def _again(message: Message, version: int) -> Row:
    message.version = version
    message.save(update_fields=["version", "body", "data", "reply_to", "hidden_from"])
    return message_row(message)
