"""Calling members by name, by a reply, or all of them: what it leaves in each one's own stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actions import tell_mailboxes
from accounts.models import Contact
from chat.actions.timeline import Mine
from chat.models import Conversation, Membership
from chat.rows import info_row
from happychat.commands.errors import NotFound
from happychat.ids import user_name, user_pk
from happychat.sets import write_back
from happychat.streams.steps import Row

if TYPE_CHECKING:
    from chat.actions.sending import Send

ALL = ["all"]
MOST_KEPT = 50  # a member looks at the newest


class Mentions:
    """The mentions of one batch: strangers to the conversation are dropped from them at once."""

    def __init__(self, sends: list[Send]) -> None:
        self._sends = sends
        self._members: dict[tuple[int, int], Membership] = {}
        if named := [send for send in sends if send.mentions != ALL]:
            self._find(named)

    def _find(self, sends: list[Send]) -> None:
        keys = {key for send in sends for key in called(send)}
        places = Membership.objects.filter(
            conversation__in={send.conversation for send in sends}, user__in=keys, left_at=None
        )
        for membership in places.select_related("conversation"):
            self._members[membership.conversation_id, membership.user_id] = membership
        for send in sends:
            present = {user_name(key) for key in called(send) if (send.conversation, key) in self._members}
            send.mentions = [name for name in send.mentions if name in present]

    def store_all(self) -> dict[int, Row]:
        """Write where everybody was called; return the info rows that say so. After the sends are numbered."""
        rows = {}
        for send in self._sends:
            if send.mentions == ALL:
                conversation = Conversation.objects.get(pk=send.conversation)
                conversation.all_seq, conversation.info_version = send.seq, send.version
                conversation.save(update_fields=["all_seq", "info_version"])
                rows[send.conversation] = info_row(conversation)
        return rows

    def tell(self) -> None:
        """Give each member who was called the numbers of the messages, but to who blocks the author."""
        apart = self._apart()
        told: dict[int, list[Mine]] = {}
        for send in self._sends:
            for key in called(send):
                membership = self._members.get((send.conversation, key))
                if membership is None or key == send.author or (key, send.author) in apart:
                    continue
                seqs = [seq for seq in map(int, membership.mentions.split()) if seq > membership.read_seq]
                membership.mentions = " ".join(map(str, [*seqs, send.seq][-MOST_KEPT:]))
                if all(mine.membership is not membership for mine in told.setdefault(key, [])):
                    told[key].append(Mine(membership))
        if told:
            write_back([mine.membership for each in told.values() for mine in each], ["mentions"])
            tell_mailboxes(told)

    def _apart(self) -> set[tuple[int, int]]:
        authors = {send.author for send in self._sends}
        if not self._members:
            return set()
        return set(
            Contact.objects.filter(
                person__in=authors, owner__in={key for _, key in self._members}, blocked=True
            ).values_list("owner_id", "person_id")
        )


def called(send: Send) -> set[int]:
    """Return the keys of the people who are called by name, and of whom a message answers."""
    keys = {send.replies_to} if send.replies_to else set()
    for name in send.mentions:
        try:
            keys.add(user_pk(name))
        except NotFound:  # "all", or nobody's
            continue
    return keys
