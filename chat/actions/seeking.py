"""Beginning to seek, and going on to the next one: all who ask at the same moment are looked at together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.actions import Changes, mailbox_version, tell_mailboxes
from chat.actions.access import membership_in
from chat.actions.pairing import Search, pair_up, part
from chat.match.choosing import best_for
from chat.match.models import Seeker, State
from chat.match.queue import apart_among, count_waiting, hold_queue, seekers_of, waiting, wish_of
from chat.models import Conversation, Kind
from happychat.commands.errors import CommandError, Forbidden, NotFound
from happychat.ids import stream_pk
from happychat.streams.versions import lock
from happychat.times import wire


@dataclass(slots=True)
class Ask:
    """Who would like to meet somebody: with these tags and languages, or as before after leaving a match."""

    person: int
    tags: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    leaving: str = ""  # a stream
    answer: dict[str, Any] | CommandError | None = None


def seek(asks: list[Ask]) -> None:
    """Have people meet the best of those who wait, or wait themselves; each ask's `answer` says what came of it.

    Inside a transaction. Only the matches that are left cost statements of their own.
    """
    hold_queue()
    now = timezone.now()
    known = seekers_of({ask.person for ask in asks})
    _lock_left(asks, known)
    changes: Changes = {}
    newcomers: dict[int, Seeker] = {}
    for ask in asks:
        mine = known[ask.person]
        try:
            _refuse_closed(mine)
            begins = is_about(mine, ask.leaving) if ask.leaving else _begins(mine, ask)
        except CommandError as refusal:
            ask.answer = refusal
            continue
        if begins:
            if mine.state == State.PAIRED:
                changes = {**changes, **part(mine, "left", known)}
            _wait(mine, now)
            newcomers[ask.person] = mine
    versions = _meet(list(newcomers.values()), changes, now) if newcomers else {}
    count = count_waiting()
    for ask in asks:
        if ask.answer is None:
            version = versions.get(ask.person) or mailbox_version(ask.person)
            ask.answer = {"version": version} if ask.leaving else {"version": version, "waiting": count}


def is_about(mine: Seeker, stream: str) -> bool:
    """Tell whether a match is the last one of a search that goes on; NotFound where somebody is in no such match."""
    if mine.state in {State.PAIRED, State.ENDED} and mine.conversation_id == stream_pk(stream):
        return True
    if membership_in(mine.person_id, stream).conversation.kind not in {Kind.MATCH, Kind.DIRECT}:
        raise NotFound
    return False


def is_paused(seeker: Seeker) -> bool:
    """Tell whether somebody may not search for now."""
    return seeker.paused_until is not None and seeker.paused_until > timezone.now()


def _refuse_closed(mine: Seeker) -> None:
    if not settings.MATCH:
        raise Forbidden("closed", "This site has no random match.")
    if mine.paused_until is not None and is_paused(mine):
        raise Forbidden("paused", f"Paused after reports until {wire(mine.paused_until)}.")


def _begins(mine: Seeker, ask: Ask) -> bool:
    """Take a new wish; one who has met somebody, or waits with the same already, does not begin."""
    is_so = mine.state == State.WAITING and (mine.tags, mine.languages) == (ask.tags, ask.languages)
    if mine.state == State.PAIRED or is_so:
        return False
    mine.tags, mine.languages = ask.tags, ask.languages
    return True


def _lock_left(asks: Iterable[Ask], known: dict[int, Seeker]) -> None:
    """Lock the matches that may be left, in the order of all locks."""
    left = {known[ask.person].conversation_id for ask in asks if ask.leaving}
    lock(Conversation, sorted(key for key in left if key))


def _wait(mine: Seeker, now: datetime) -> None:
    if mine.state != State.WAITING:  # else they keep their turn
        mine.state, mine.since, mine.ended, mine.conversation = State.WAITING, now, "", None


def _meet(newcomers: list[Seeker], changes: Changes, now: datetime) -> dict[int, int]:
    """Find somebody for each in turn, among who waits and who came before them; return the versions of `me`."""
    seekers = {seeker.person_id: seeker for seeker in (*waiting(), *newcomers)}
    arriving = {seeker.person_id for seeker in newcomers}
    free = {person: wish_of(seeker) for person, seeker in seekers.items() if person not in arriving}
    apart = apart_among(list(seekers))
    pairs = []
    for mine in newcomers:
        wish = wish_of(mine)
        found = best_for(wish, free.values(), apart, now)
        if found is None:
            free[wish.person] = wish
        else:
            del free[found.person]
            pairs.append((seekers[found.person], mine))
    changes = {**changes, **{person: [Search(seekers[person])] for person in free if person in arriving}}
    return pair_up(pairs, now, changes) if pairs else tell_mailboxes(changes)
