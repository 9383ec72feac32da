"""The people and conversations ours is measured with, and the check of what it stored; runs inside Django.

`python -m benchmarks.world make PEOPLE PAIRS MEMBERS …` fills the database of HAPPYCHAT_DATA_DIR and prints cookies and
streams, `circle PEOPLE` makes friends of one and prints cookies and names, `strangers PEOPLE BLOCKS` makes people of
whom so many block another, `lobby PAIRS OTHERS GUESTS` friends and others in the lobby; `check` prints what is wrong
with the messages stored, `matches AFTER` who met by chance, `said CONVERSATION` how much was said there.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.db import transaction
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from chat.models import Conversation

BACKEND = "django.contrib.auth.backends.ModelBackend"


def make(people: int, pairs: int, *members: int) -> dict[str, Any]:
    """Make people with sessions, friends with direct conversations, and groups; return how each reaches them.

    The first 2 x `pairs` people are friends side by side, the first so many are in a group of so many `members`.
    """
    with transaction.atomic():
        users = _people(people)
        direct = _friends([(users[2 * pair], users[2 * pair + 1]) for pair in range(pairs)])
        groups = {number: _group(users[:number]) for number in members}
        cookies = _sessions(users)
    return {"cookies": cookies, "direct": direct, "groups": groups}


def circle(people: int) -> dict[str, Any]:
    """Make people with sessions, all of whom are friends of the first; return their names and cookies."""
    from happychat.ids import user_name

    with transaction.atomic():
        users = _people(people)
        _know([(users[0], other) for other in users[1:]])
        cookies = _sessions(users)
    return {"cookies": cookies, "names": [user_name(user.pk) for user in users]}


def strangers(people: int, blocks: int) -> dict[str, Any]:
    """Make people with sessions of whom so many block one other; return names, cookies, and who is apart."""
    from accounts.models import Contact
    from happychat.ids import user_name

    chance = random.Random(people)
    with transaction.atomic():
        users = _people(people)
        pairs = {tuple(chance.sample(users, 2)) for _ in range(blocks)}
        Contact.objects.bulk_create(
            Contact(owner=owner, person=person, blocked=True, at=timezone.now(), version=2) for owner, person in pairs
        )
        cookies = _sessions(users)
    apart = [[user_name(user.pk) for user in pair] for pair in pairs]
    return {"cookies": cookies, "names": [user_name(user.pk) for user in users], "apart": apart}


def matches(after: int) -> dict[str, Any]:
    """Return who is together in each match made after one, and the last."""
    from chat.models import Conversation, Kind, Membership
    from happychat.ids import user_name

    together: dict[int, list[str]] = {
        key: [] for key in Conversation.objects.filter(kind=Kind.MATCH, pk__gt=after).values_list("pk", flat=True)
    }
    for key, user in Membership.objects.filter(conversation__in=together).values_list("conversation", "user"):
        together[key].append(user_name(user))
    return {"together": list(together.values()), "last": max(together, default=after)}


def lobby(pairs: int, others: int, guests: int) -> dict[str, Any]:
    """Make pairs of friends, and others who may be guests, all of them in the lobby."""
    from chat.actions.lobby import enter

    made = make(2 * pairs + others, pairs)
    if guests:
        _all_but(2 * pairs).update(is_guest=True)
    entered = [enter(key) for key in _all_but(0).values_list("pk", flat=True)]
    return {**made, "lobby": entered[0]["stream"]}


def said(conversation: int) -> dict[str, Any]:
    """Count what was said in a conversation."""
    from chat.models import Message

    return {"messages": Message.objects.filter(conversation=conversation, kind="text").count()}


def check() -> dict[str, Any]:
    """Count the messages and name the conversations whose numbers have holes, repeats or a wrong last one."""
    from django.db.models import Count, F, Max, Min, Q

    from chat.models import Conversation, Message

    counted = Conversation.objects.annotate(
        stored=Count("messages"), lowest=Min("messages__seq"), highest=Max("messages__seq")
    ).filter(stored__gt=0)
    # (conversation, seq) is unique, so 1 to n without a hole is n messages from 1 to n.
    wrong = counted.exclude(
        Q(lowest=1) & Q(highest=F("stored")) & Q(last_seq=F("stored")) & Q(version__gte=F("stored"))
    )
    return {"messages": Message.objects.count(), "wrong": [conversation.pk for conversation in wrong]}


def _people(count: int) -> list[User]:
    from accounts.models import Mailbox, User

    people = [User(username=f"person{number}", nickname=f"Person {number}", password="!") for number in range(count)]
    users = User.objects.bulk_create(people)
    Mailbox.objects.bulk_create([Mailbox(user=user, version=3) for user in users])
    return users


def _all_but(count: int) -> QuerySet[User]:
    """Return the people who were made, without the first ones."""
    from accounts.models import User

    made = User.objects.filter(username__startswith="person").order_by("pk")
    return made.filter(pk__in=list(made.values_list("pk", flat=True)[count:]))


def _know(pairs: Sequence[tuple[User, User]]) -> None:
    from accounts.models import Contact, ContactState

    now = timezone.now()
    contacts = [
        Contact(owner=owner, person=person, state=ContactState.FRIEND, at=now, version=2)
        for pair in pairs
        for owner, person in (pair, pair[::-1])
    ]
    Contact.objects.bulk_create(contacts)


def _friends(pairs: Sequence[tuple[User, User]]) -> list[str]:
    from chat.models import Conversation, Kind

    _know(pairs)
    conversations = Conversation.objects.bulk_create(
        [Conversation(kind=Kind.DIRECT, pair=f"{a.pk}:{b.pk}", version=1, info_version=1) for a, b in pairs]
    )
    for conversation, pair in zip(conversations, pairs, strict=True):
        _join(conversation, pair)
    return [f"c{conversation.pk}" for conversation in conversations for _ in range(2)]


def _group(members: Sequence[User]) -> str:
    from chat.models import Conversation, Kind

    group = Conversation.objects.create(
        kind=Kind.GROUP,
        title="Everyone",
        version=1,
        info_version=1,
        faces=[user.pk for user in members[:9]],
        member_count=len(members),
    )
    _join(group, members)
    return f"c{group.pk}"


def _join(conversation: Conversation, users: Sequence[User]) -> None:
    from chat.models import Membership

    Membership.objects.bulk_create(
        [Membership(conversation=conversation, user=user, version=1, joined_version=1, me_version=3) for user in users]
    )


def _sessions(users: Sequence[User]) -> list[str]:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    store = SessionStore()
    expire = timezone.now() + timedelta(days=1)
    sessions = [
        Session(session_key=f"{number:032x}", session_data=store.encode(_signed_in(user)), expire_date=expire)
        for number, user in enumerate(users)
    ]
    Session.objects.bulk_create(sessions)
    return [f"{settings.SESSION_COOKIE_NAME}={session.session_key}" for session in sessions]


def _signed_in(user: User) -> dict[str, str]:
    return {
        "_auth_user_id": str(user.pk),
        "_auth_user_backend": BACKEND,
        "_auth_user_hash": user.get_session_auth_hash(),
    }


if __name__ == "__main__":
    django.setup()
    asked: tuple[Callable[..., dict[str, Any]], ...] = (make, circle, strangers, lobby, check, matches, said)
    made = {ask.__name__: ask for ask in asked}
    print(json.dumps(made[sys.argv[1]](*map(int, sys.argv[2:]))))
