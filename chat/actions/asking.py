"""A stranger's first words: three messages, then the other has to answer or become a friend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accounts.models import Contact, ContactState, User
from chat.actions.direct import may_write
from chat.models import Conversation, Membership
from chat.rows import info_row
from happychat.commands.errors import CommandError, Forbidden
from happychat.streams.steps import Row

if TYPE_CHECKING:
    from chat.actions.places import Place
    from chat.actions.sending import Send

MOST_UNANSWERED = 3


@dataclass(slots=True)
class Asking:
    """Who asks in the direct conversations of one batch, and the sends that change it."""

    unanswered: dict[int, int] = field(default_factory=dict)
    turned: dict[int, Send] = field(default_factory=dict)
    asker: dict[int, int | None] = field(default_factory=dict)

    def refusal(self, send: Send, place: Place) -> CommandError | None:
        """Return why one of two may not write now, or count what they write."""
        key = send.conversation
        if key not in self.asker:
            self.asker[key], self.unanswered[key] = place.asking, place.last_seq
            if not place.last_seq and (refusal := self._begin(send)):
                del self.asker[key]
                return refusal
        if self.asker[key] == send.author:
            if self.unanswered[key] >= MOST_UNANSWERED:
                return Forbidden("waiting", "Wait for an answer before you write more.")
            self.unanswered[key] += 1
        elif self.asker[key] is not None:
            self.asker[key], self.turned[key] = None, send
        return None

    def _begin(self, send: Send) -> CommandError | None:
        """Find out whether the first message of a conversation is a stranger's."""
        other = User.objects.get(memberships__conversation=send.conversation, pk__in=_others(send))
        friends = Contact.objects.filter(owner=send.author, person=other, state=ContactState.FRIEND)
        if not other.is_bot and not friends.exists():
            if not may_write(send.author, other):
                return Forbidden("not_friends", "This person takes no messages from you.")
            self.asker[send.conversation], self.turned[send.conversation] = send.author, send
        return None

    def store(self) -> dict[int, Row]:
        """Write who asks now, where it changed; return the info rows that say so. After the sends are numbered."""
        rows = {}
        for key, send in self.turned.items():
            conversation = Conversation.objects.get(pk=key)
            conversation.asking_id, conversation.info_version = self.asker[key], send.version
            conversation.save(update_fields=["asking", "info_version"])
            rows[key] = info_row(conversation)
        return rows


def _others(send: Send) -> list[int]:
    members = Membership.objects.filter(conversation=send.conversation).exclude(user_id=send.author)
    return list(members.values_list("user_id", flat=True))
