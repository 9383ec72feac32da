"""What the site does for those who seek, now and then: widen the choice, notice who is away, erase what is over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actions import Changes, tell_mailboxes
from chat.actions.attaching import forget_files
from chat.actions.joining import end
from chat.actions.pairing import Search, pair_up, part
from chat.actions.timeline import Mine, tell_conversation
from chat.match.choosing import pairs_of
from chat.match.models import Seeker, State
from chat.match.queue import apart_among, hold_queue, waiting, wish_of
from chat.models import Conversation, Kind, Message
from chat.presence.sight import here
from chat.rewriting import rewriting
from happychat.streams.versions import lock
from happychat.times import Ago

PAIRS_AT_ONCE = 100
AWAY_AFTER = timedelta(seconds=15)  # presence itself waits five seconds for who loads the page again
AWAY_AT_ONCE = 50
READABLE = timedelta(days=1)  # by both, after the end
ERASED_AT_ONCE = 5


def widen() -> None:
    """Have those meet who have waited long enough to take somebody else. Inside a transaction."""
    if Seeker.objects.filter(state=State.WAITING).count() < 2:
        return
    hold_queue()
    seekers = {seeker.person_id: seeker for seeker in waiting()}
    apart = apart_among(list(seekers))
    now = timezone.now()
    found = pairs_of(map(wish_of, seekers.values()), apart, now, PAIRS_AT_ONCE)
    if found:
        pair_up([(seekers[one.person], seekers[other.person]) for one, other in found], now)


def lose_absent() -> None:
    """End the search of those who have been away for 20 seconds, and their match. Inside a transaction."""
    if not _absent().exists():
        return
    hold_queue()
    seekers = list(_absent()[:AWAY_AT_ONCE])
    lock(Conversation, sorted({s.conversation_id for s in seekers if s.conversation_id}))
    changes: Changes = {}
    for seeker in seekers:
        if seeker.person_id in changes:  # their partner went before them
            continue
        if seeker.state == State.PAIRED:
            changes = {**changes, **part(seeker, "lost")}
            seeker.state, seeker.ended = State.ENDED, "lost"
        else:
            seeker.state = State.NONE
        changes = {**changes, seeker.person_id: [Search(seeker)]}
    tell_mailboxes(changes)


def erase_ended() -> None:
    """Erase matches that ended a day ago and were not kept. Inside a transaction."""
    over = Conversation.objects.filter(kind=Kind.MATCH, ended__in=("left", "lost"))
    for key in list(over.filter(ended_at__lt=timezone.now() - READABLE).values_list("pk", flat=True)[:ERASED_AT_ONCE]):
        with transaction.atomic():
            hold_queue()
            lock(Conversation, [key])
            conversation = over.filter(pk=key).first()
            if conversation is not None:
                _erase(conversation)


def _absent() -> QuerySet[Seeker]:
    seeking = Seeker.objects.filter(state__in=(State.WAITING, State.PAIRED)).exclude(here("person"))
    is_long_ago = Q(person__last_seen__at__lt=Ago(AWAY_AFTER)) | Q(person__last_seen=None)
    return seeking.filter(is_long_ago, since__lt=Ago(AWAY_AFTER)).order_by("since", "pk")


def _erase(conversation: Conversation) -> None:
    for message in Message.objects.filter(conversation=conversation).order_by("seq"):
        with rewriting(message):
            message.body, message.data = "", {"recalled": {}}
        forget_files(message)
    Message.objects.filter(conversation=conversation).delete()
    searches = list(Seeker.objects.filter(conversation=conversation))
    members = list(conversation.memberships.select_related("conversation").order_by("user_id"))
    detach = end(members, "erased")
    conversation.ended = "erased"
    tell_conversation(conversation, info=True, members=members, detach=detach)
    told: dict[int, list[Mine | Search]] = {member.user_id: [Mine(member)] for member in members}
    for seeker in searches:
        seeker.state, seeker.ended, seeker.conversation = State.NONE, "", None
        told[seeker.person_id].append(Search(seeker))
    tell_mailboxes(told)
