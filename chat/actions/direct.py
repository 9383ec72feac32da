"""Two people: asking, becoming friends, parting, and the conversation they have."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.actions import Changes, Pair, asked_too_soon, change, lock_pair, mailbox_version, tell_mailboxes
from accounts.models import Contact, ContactState, User
from accounts.people import allows, person
from accounts.robot import is_robot
from chat.actions.timeline import Mine, add_notice, tell_conversation
from chat.models import Conversation, Kind, Membership
from chat.rows import attach_of
from happychat.commands.errors import Blocked, Forbidden, Gone, NotFound
from happychat.ids import stream_name, user_name
from happychat.streams.versions import lock

FRIEND, REQUESTED, INCOMING, NONE = (
    ContactState.FRIEND,
    ContactState.REQUESTED,
    ContactState.INCOMING,
    ContactState.NONE,
)


def request_contact(me: int, user: str, greeting: str = "") -> dict[str, Any]:
    """Ask to become friends; where the other has asked already, accept."""
    other = person(user, asker=me)
    if is_robot(other):
        return {"version": mailbox_version(me)}  # it is one already
    with transaction.atomic():
        conversation = direct_between(me, other.pk)
        pair = lock_pair(me, other.pk)
        if pair.mine.blocked:
            raise Blocked
        if pair.mine.state in {FRIEND, REQUESTED}:
            return {"version": mailbox_version(me)}
        if pair.mine.state == INCOMING or other.is_bot:
            return befriend(pair, conversation)
        if not allows(other, "find", me):
            raise NotFound  # as if there were nobody of that id
        if other.is_guest or not allows(other, "add", me):
            raise Forbidden("not_friends", "This person takes no requests.")
        changes = {me: [change(pair.mine, REQUESTED, greeting=greeting)]}
        if not asked_too_soon(pair.theirs):
            changes[other.pk] = [change(pair.theirs, INCOMING, greeting=greeting)]
        return {"version": tell_mailboxes(changes)[me]}


def accept_contact(me: int, user: str) -> dict[str, Any]:
    """Become friends with who asked; Gone where nobody asks any more."""
    other = person(user, asker=me)
    if is_robot(other):
        return {"version": mailbox_version(me), **open_direct(me, user)}
    with transaction.atomic():
        conversation = direct_between(me, other.pk)
        pair = lock_pair(me, other.pk)
        if pair.mine.state == FRIEND:
            # Another process may have made it while this one waited for the pair.
            conversation = conversation or Conversation.objects.get(pair=pair_key(me, other.pk))
            return {"version": mailbox_version(me), "stream": stream_name(conversation.pk)}
        if pair.mine.state != INCOMING:
            raise Gone("There is no request of theirs any more.")
        return befriend(pair, conversation)


def decline_contact(me: int, user: str) -> dict[str, Any]:
    """Say no; the asker is not told."""
    other = person(user, asker=me)
    with transaction.atomic():
        pair = lock_pair(me, other.pk)
        if pair.mine.state != INCOMING:
            return {"version": mailbox_version(me)}
        return {"version": tell_mailboxes({me: [_declined(pair)]})[me]}


def remove_contact(me: int, user: str) -> dict[str, Any]:
    """End a friendship on both sides, or take a request back; declining is the same for who was asked."""
    other = person(user, asker=me)
    if is_robot(other):
        raise Forbidden("role", "The robot stays; mute or hide your talk with it.")
    with transaction.atomic():
        conversation = direct_between(me, other.pk)
        pair = lock_pair(me, other.pk)
        if pair.mine.state == NONE:
            return {"version": mailbox_version(me)}
        if pair.mine.state == INCOMING:
            return {"version": tell_mailboxes({me: [_declined(pair)]})[me]}
        if pair.mine.state == FRIEND and conversation is not None:
            conversation.closed = True
            tell_conversation(conversation, info=True)
        changes = {me: [change(pair.mine, NONE)]}
        if pair.theirs.state in {FRIEND, INCOMING}:
            changes[other.pk] = [change(pair.theirs, NONE)]
        return {"version": tell_mailboxes(changes)[me]}


def open_direct(me: int, user: str) -> dict[str, Any]:
    """Return the conversation with a person, made where they let me write to them; nothing is pushed.

    Whoever is blocked by them sees no difference.
    """
    other = person(user, asker=me)
    with transaction.atomic():
        conversation = direct_between(me, other.pk)
        if conversation is None:
            pair = lock_pair(me, other.pk)
            if pair.mine.blocked:
                raise Blocked
            if not allows(other, "find", me) and pair.mine.state != FRIEND:
                raise NotFound
            if not may_write(me, other):
                raise Forbidden("not_friends", "Become friends first.")
            conversation = _begin_direct(me, other.pk)
        return {"stream": stream_name(conversation.pk)}


def direct_for_push(bot: int, other: User) -> Conversation:
    """Return the conversation of a bot and a person, made if there is none; whoever blocks it sees nothing of it."""
    if other.pk == bot:
        raise Forbidden("self", "That is this bot.")
    conversation = Conversation.objects.filter(pair=pair_key(bot, other.pk)).first()
    return conversation or _begin_direct(bot, other.pk)


def _begin_direct(one: int, other: int) -> Conversation:
    conversation = _make_direct(one, other)
    tell_conversation(conversation, info=True, members=list(conversation.memberships.all()))
    return conversation


def _declined(pair: Pair) -> Any:
    mine = change(pair.mine, NONE)
    mine.declined_at = mine.at
    return mine


def befriend(pair: Pair, conversation: Conversation | None, more: Changes | None = None) -> dict[str, Any]:
    """Make both friends and open their conversation with a notice; the caller's side is `pair.mine`.

    `more`: what else they are told in the same step.
    """
    me, other = pair.mine.owner_id, pair.theirs.owner_id
    is_new = conversation is None
    conversation = conversation or _make_direct(me, other)
    conversation.closed, conversation.asking = False, None
    members = list(conversation.memberships.order_by("user_id"))
    users = [user_name(pk) for pk in sorted((me, other))]
    at = add_notice(conversation, me, "friends", users=users, info=True, members=members if is_new else [])
    for membership in members:
        if membership.user_id == me:
            membership.read_seq = at.seq
    for contact in (pair.mine, pair.theirs):
        contact.declined_at = None
    versions = tell_mailboxes(
        {
            membership.user_id: [
                change(pair.mine if membership.user_id == me else pair.theirs, FRIEND),
                Mine(membership),
                *(more or {}).get(membership.user_id, ()),
            ]
            for membership in members
        },
        attach={membership.user_id: (attach_of(membership),) for membership in members},
    )
    return {"version": versions[me], "stream": stream_name(conversation.pk)}


def may_write(me: int, other: User) -> bool:
    """Tell whether a person lets another begin a talk: friends always, others as they prefer."""
    is_friend = Contact.objects.filter(owner_id=me, person=other, state=FRIEND).exists()
    return is_friend or allows(other, "message", me)


def pair_key(one: int, other: int) -> str:
    """Return what a conversation of two people is found by."""
    low, high = sorted((one, other))
    return f"{low}:{high}"


def direct_between(one: int, other: int, *, beside: int | None = None) -> Conversation | None:
    """Lock and return the conversation two people have, None where they have none; and lock another one beside it."""
    found = Conversation.objects.filter(pair=pair_key(one, other)).first()
    keys = {beside} if beside is not None else set()
    keys |= {found.pk} if found is not None else set()
    if keys:
        lock(Conversation, sorted(keys))
    if found is not None:
        found.refresh_from_db()
    return found


def _make_direct(one: int, other: int) -> Conversation:
    conversation = Conversation.objects.create(kind=Kind.DIRECT, pair=pair_key(one, other))
    people = User.objects.filter(pk__in=(one, other)).order_by("pk")
    Membership.objects.bulk_create([Membership(conversation=conversation, user=user) for user in people])
    note_blockers(conversation)
    return conversation


def note_blockers(conversation: Conversation) -> None:
    """Write beside a direct conversation who of the two blocks the other: so a send asks nothing more.

    Under the conversation's lock, like every send.
    """
    people = conversation.memberships.values("user_id")
    blocking = Contact.objects.filter(owner__in=people, person__in=people, blocked=True)
    conversation.blockers = " ".join(map(str, blocking.order_by("owner_id").values_list("owner_id", flat=True)))
    conversation.save(update_fields=["blockers"])
