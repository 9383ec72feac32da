"""Two people meet by chance, or part: the conversation they have, and what both are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actions import Changes, tell_mailboxes
from chat.actions.timeline import Mine, add_notice, notice_of
from chat.lobby.headcount import count_again
from chat.match import crowd
from chat.match.choosing import folded
from chat.match.models import Seeker, State
from chat.match.queue import match_of
from chat.match.rows import match_row
from chat.models import Conversation, Kind, Membership, Message
from chat.presence.settling import look_again
from chat.rows import attach_of, audience, info_row, member_row, message_row
from happychat.ids import stream_name, user_name
from happychat.sets import write_back
from happychat.streams.announcing import announce
from happychat.streams.steps import Row, Step
from happychat.streams.versions import Advanced, advance


@dataclass(slots=True)
class Search:
    """A person's `match` row, stamped and saved when their mailbox is told."""

    seeker: Seeker

    def stamp(self, version: int) -> Row:
        """Return the row at a version."""
        self.seeker.version = version
        return match_row(self.seeker)

    @staticmethod
    def save(searches: list[Search]) -> None:
        """Save what was stamped, one statement; those who wait hear how many they are."""
        Seeker.objects.bulk_create(
            [search.seeker for search in searches],
            update_conflicts=True,
            unique_fields=["person"],
            update_fields=[field.name for field in Seeker._meta.fields if field.name != "person"],
        )
        count_again()
        crowd.look_again()


def pair_up(pairs: list[tuple[Seeker, Seeker]], now: datetime, changes: Changes | None = None) -> dict[int, int]:
    """Have people meet, the second of each pair came later; tell them, and what else is told in the same step.

    Under the queue's lock. The statements do not grow with the pairs. Return the versions of everybody's `me`.
    """
    made = Conversation.objects.bulk_create(
        [Conversation(kind=Kind.MATCH, tags=_agreed(one, other), created_at=now) for one, other in pairs]
    )
    numbers = {conversation.pk: 1 for conversation in made}
    advanced = advance(Conversation, numbers, messages=numbers)
    members = [
        _member(conversation, seeker, advanced[conversation.pk], is_author=seeker is pair[1])
        for conversation, pair in zip(made, pairs, strict=True)
        for seeker in pair
    ]
    Membership.objects.bulk_create(members)
    notices = [_matched(conversation, *pair) for conversation, pair in zip(made, pairs, strict=True)]
    for conversation, notice in zip(made, notices, strict=True):
        at = advanced[conversation.pk]
        conversation.version = conversation.info_version = notice.version = at.version
        conversation.last_seq = notice.seq = at.seq
    Message.objects.bulk_create(notices)
    write_back(made, ["info_version"])
    for number, conversation in enumerate(made):
        rows = [info_row(conversation), *map(member_row, members[2 * number : 2 * number + 2])]
        _tell(conversation, [*rows, message_row(notices[number])])
    for conversation, (one, other) in zip(made, pairs, strict=True):
        _meet(one, other, conversation)
        _meet(other, one, conversation)
    seekers = {seeker.person_id: seeker for pair in pairs for seeker in pair}
    look_again(seekers)  # from now on each is to know whether the other is here
    told: Changes = {m.user_id: [Search(seekers[m.user_id]), Mine(m)] for m in members}
    return tell_mailboxes({**(changes or {}), **told}, {m.user_id: (attach_of(m),) for m in members})


def part(mine: Seeker, why: str, known: Mapping[int, Seeker] | None = None) -> Changes:
    """End somebody's match; return what their partner is to be told.

    Under the locks of the queue and of the conversation. The caller says what becomes of `mine`, and whom it knows: of
    them no second copy is made.
    """
    conversation = Conversation.objects.get(pk=match_of(mine))
    conversation.ended, conversation.ended_at = why, timezone.now()
    how: dict[str, Any] = {"text": why} if why == "lost" else {}
    add_notice(conversation, mine.person_id, "parted", info=True, **how)
    other = (known or {}).get(mine.partner_id or 0) or Seeker.objects.filter(pk=mine.partner_id).first()
    if other is None or (other.state, other.conversation_id) != (State.PAIRED, conversation.pk):
        return {}
    other.state, other.ended = State.ENDED, why
    return {other.person_id: [Search(other)]}


def _agreed(one: Seeker, other: Seeker) -> list[str]:
    theirs = folded(one.tags)
    return [tag for tag in other.tags if folded([tag]) & theirs]


def _member(conversation: Conversation, seeker: Seeker, at: Advanced, *, is_author: bool) -> Membership:
    return Membership(
        conversation=conversation,
        user_id=seeker.person_id,
        version=at.version,
        joined_version=at.version,
        read_seq=at.seq if is_author else 0,
    )


def _matched(conversation: Conversation, one: Seeker, other: Seeker) -> Message:
    users = [user_name(person) for person in sorted((one.person_id, other.person_id))]
    return notice_of(conversation, other.person_id, "matched", users=users)


def _meet(seeker: Seeker, partner: Seeker, conversation: Conversation) -> None:
    seeker.state, seeker.ended, seeker.since = State.PAIRED, "", conversation.created_at
    seeker.conversation, seeker.partner_id = conversation, partner.person_id


def _tell(conversation: Conversation, rows: list[Row]) -> None:
    name, version = stream_name(conversation.pk), conversation.version
    announce(Step(audience(conversation.pk), name, version - 1, version, rows, last_seq=conversation.last_seq))
