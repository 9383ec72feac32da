"""Seeking somebody to talk with: begin, another one, no more, and keep whom one met."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import Changes, lock_pair, mailbox_version, tell_mailboxes
from chat.actions.access import membership_in
from chat.actions.direct import befriend, note_blockers, pair_key
from chat.actions.pairing import Search, part
from chat.actions.seeking import Ask, is_about, is_paused, seek
from chat.actions.timeline import tell_conversation
from chat.match.models import Seeker, State
from chat.match.queue import hold_queue, match_of, seeker_of
from chat.models import Conversation, Kind
from chat.reporting.models import Decision, Report
from happychat.commands.errors import CommandError, Gone, NotFound
from happychat.ids import user_name
from happychat.streams.versions import lock

PAUSED_BY, PAUSE, LATELY = 3, timedelta(days=1), timedelta(days=7)  # reports by different people


def start(me: int, tags: list[str], languages: list[str]) -> dict[str, Any]:
    """Wait for somebody, or meet them at once; who waits already says anew what they would like."""
    return _answered(Ask(me, tags, languages))


def another(me: int, stream: str) -> dict[str, Any]:
    """Leave whom I met, and wait again; a match that is mine no more changes nothing."""
    return _answered(Ask(me, leaving=stream))


def stop(me: int, stream: str = "") -> dict[str, Any]:
    """Wait no more, or leave whom I met, and the search with them."""
    with transaction.atomic():
        hold_queue()
        mine = seeker_of(me)
        if not (is_about(mine, stream) if stream else mine.state == State.WAITING):
            return {"version": mailbox_version(me)}
        return {"version": _told(mine, _leave(mine))}


def keep(me: int, stream: str) -> dict[str, Any]:
    """Say that I would like to stay in touch; once both have, they are friends and keep their talk."""
    with transaction.atomic():
        hold_queue()
        mine = seeker_of(me)
        conversation = membership_in(me, stream).conversation
        if mine.state != State.PAIRED or mine.conversation_id != conversation.pk:
            return _kept_already(me, conversation)
        direct = Conversation.objects.filter(pair=pair_key(me, mine.partner_id or 0)).first()
        lock(Conversation, sorted({conversation.pk, *([direct.pk] if direct else [])}))
        conversation.refresh_from_db()
        if user_name(me) in conversation.keep:
            return {"version": mailbox_version(me)}
        conversation.keep = [*conversation.keep, user_name(me)]
        if len(conversation.keep) == 1:
            tell_conversation(conversation, info=True)
            return {"version": mailbox_version(me)}
        return {"version": _become_friends(mine, conversation, direct)}


def leave_match(mine: Seeker) -> Changes:
    """End my match and my search; return what both are to be told. Under the locks of queue and conversation."""
    return {**_leave(mine), **_stopped(mine)}


def match_between(me: int, other: int) -> Seeker | None:
    """Return my search if I am in a match with somebody now. Under the queue's lock."""
    return Seeker.objects.filter(pk=me, state=State.PAIRED, partner=other).first()


def part_from(me: int, other: int) -> None:
    """End a match with somebody I have reported, and pause who was reported by several. Before any other lock."""
    hold_queue()
    mine = match_between(me, other)
    changes = leave_match(mine) if mine is not None else {}
    theirs = seeker_of(other)
    if other in changes:
        theirs = next(item.seeker for item in changes[other] if isinstance(item, Search))
    if reporters_of(other) >= PAUSED_BY and not is_paused(theirs):
        theirs.paused_until = timezone.now() + PAUSE
        if theirs.state != State.PAIRED:  # who is in another match ends it as they like
            theirs.state = State.ENDED if theirs.state == State.ENDED else State.NONE
        changes = {**changes, other: [Search(theirs)]}
    if changes:
        tell_mailboxes(changes)


def reporters_of(person: int) -> int:
    """Return how many people have lately reported somebody, but where the moderators saw nothing in it."""
    lately = Report.objects.filter(person=person, at__gt=timezone.now() - LATELY)
    return lately.exclude(decision=Decision.DISMISSED).values("reporter").distinct().count()


def _answered(ask: Ask) -> dict[str, Any]:
    with transaction.atomic():
        seek([ask])
    if isinstance(ask.answer, CommandError):
        raise ask.answer
    return ask.answer or {}


def _leave(mine: Seeker) -> Changes:
    if mine.state != State.PAIRED:
        return {}
    lock(Conversation, [match_of(mine)])
    return part(mine, "left")


def _stopped(mine: Seeker) -> Changes:
    mine.state, mine.ended, mine.conversation = State.NONE, "", None
    return {mine.person_id: [Search(mine)]}


def _told(mine: Seeker, changes: Changes) -> int:
    return tell_mailboxes({**changes, **_stopped(mine)})[mine.person_id]


def _kept_already(me: int, conversation: Conversation) -> dict[str, Any]:
    is_kept = conversation.kind == Kind.DIRECT or conversation.closed
    if conversation.kind not in {Kind.MATCH, Kind.DIRECT}:
        raise NotFound
    if not is_kept:
        raise Gone("This match has ended.")
    return {"version": mailbox_version(me)}


def _become_friends(mine: Seeker, conversation: Conversation, direct: Conversation | None) -> int:
    me, partner = mine.person_id, Seeker.objects.get(pk=mine.partner_id)
    pair = lock_pair(me, partner.pk)
    if direct is None:
        conversation.kind, conversation.pair = Kind.DIRECT, pair_key(me, partner.pk)
        conversation.keep, conversation.tags = [], []
        conversation.save(update_fields=["kind", "pair"])
        note_blockers(conversation)
    else:
        conversation.closed = True
        tell_conversation(conversation, info=True)
    return int(befriend(pair, direct or conversation, {**_stopped(mine), **_stopped(partner)})["version"])
