"""What people do with themselves and their contacts: check, write, announce, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from accounts.models import Contact, ContactState, Mailbox, User
from accounts.people import friends_of, people_apart
from accounts.robot import is_robot
from accounts.rows import audience, card, contact_row, profile_row
from happychat.ids import user_name
from happychat.streams.announcing import announce
from happychat.streams.registry import ME
from happychat.streams.steps import Attach, Detach, Row, Signal, Step, signal_frame
from happychat.streams.versions import advance, lock

ASK_AGAIN_AFTER = timedelta(days=30)


@dataclass(slots=True)
class Pair:
    """Both sides of what two people are to each other, locked until commit."""

    mine: Contact
    theirs: Contact


class Mine(Protocol):
    """Something of an app above that has a row in `me`."""

    def stamp(self, version: int) -> Row:
        """Return the row at a version."""

    @staticmethod
    def save(mine: list[Any]) -> None:
        """Save all that were stamped, in one statement."""


Changes = Mapping[int, Sequence[Contact | Mine]]  # person -> what changes in their `me`

# Who else sees somebody's card: each tells them how it looks now.
showing: list[Callable[[User, dict[str, Any]], None]] = []


def lock_pair(me: int, other: int) -> Pair:
    """Lock two people's mailboxes and return both sides; sides that do not exist yet are made in memory."""
    _make_mailboxes([me, other])
    lock(Mailbox, [me, other])
    return Pair(_side(me, other), _side(other, me))


def change(contact: Contact, state: str, *, greeting: str = "", **fields: Any) -> Contact:
    """Set what a person is to the owner; `tell_mailbox` saves and announces it."""
    contact.state, contact.at, contact.greeting = state, timezone.now(), greeting
    for name, value in fields.items():
        setattr(contact, name, value)
    return contact


def asked_too_soon(theirs: Contact) -> bool:
    """Tell whether the other must not hear of a request: they declined one within 30 days, or block the asker."""
    recently = theirs.declined_at is not None and timezone.now() - theirs.declined_at < ASK_AGAIN_AFTER
    return theirs.blocked or recently


def tell_mailboxes(
    changes: Changes,
    attach: dict[int, tuple[Attach, ...]] | None = None,
    detach: dict[int, tuple[Detach, ...]] | None = None,
) -> dict[int, int]:
    """Raise each person's `me` by one, stamp and save what changed in it, announce the rows.

    `changes`: person -> changed rows' owners: a Contact, or what an app above has to tell. Return the new versions.
    """
    advanced = advance(Mailbox, dict.fromkeys(sorted(changes), 1))
    others: dict[type[Mine], list[Mine]] = {}
    for user, items in changes.items():
        at = advanced[user]
        rows = [_stamped(item, at.version) for item in items]
        joins, parts = (attach or {}).get(user, ()), (detach or {}).get(user, ())
        announce(Step(audience(user), ME, at.prev, at.version, rows, attach=joins, detach=parts))
        for item in items:
            if not isinstance(item, Contact):
                others.setdefault(type(item), []).append(item)
    for kind, mine in others.items():
        kind.save(mine)
    return {user: at.version for user, at in advanced.items()}


def annotate_contact(me: int, other: User, changes: dict[str, Any]) -> int:
    """Set my own name for a person, a star, tags: for me alone, whatever we are to each other. Return my version."""
    with transaction.atomic():
        pair = lock_pair(me, other.pk)
        if is_robot(other):
            pair.mine.state = ContactState.FRIEND  # as it was without a row
        changed = {name: value for name, value in changes.items() if getattr(pair.mine, name) != value}
        if not changed:
            return mailbox_version(me)
        for name, value in changed.items():
            setattr(pair.mine, name, value)
        return tell_mailboxes({me: [pair.mine]})[me]


def mailbox_version(user: int) -> int:
    """Return the version of a person's `me` as it stands."""
    found = Mailbox.objects.filter(user_id=user).values_list("version", flat=True).first()
    return Mailbox._meta.get_field("version").default if found is None else found


def update_profile(user: User, changes: dict[str, Any]) -> int:
    """Write the changed fields of a profile, tell the person's devices and, by a signal, their friends.

    Return the version of `me`; nothing is raised where nothing changes.
    """
    preferences = user.preferences | changes.pop("preferences", {})
    changed = {name: value for name, value in changes.items() if getattr(user, name) != value}
    if preferences != user.preferences:
        changed["preferences"] = preferences
    if not changed:
        return mailbox_version(user.pk)
    before = card(user)
    with transaction.atomic():
        for name, value in changed.items():
            setattr(user, name, value)
        user.save(update_fields=[*changed, *(["pinyin", "likeness"] if "nickname" in changed else [])])
        at = advance(Mailbox, {user.pk: 1})[user.pk]
        Mailbox.objects.filter(user=user).update(profile_version=at.version)
        announce(Step(audience(user.pk), ME, at.prev, at.version, [profile_row(user, at.version)]))
        if card(user) != before:
            _tell_friends(user)
            for tell in showing:
                tell(user, card(user))
    return at.version


def _tell_friends(user: User) -> None:
    frame = signal_frame(ME, "profile", 0, user=user_name(user.pk), card=card(user))
    for friend in set(friends_of(user.pk)) - people_apart(user.pk):
        announce(Signal(audience(friend), frame))


def _make_mailboxes(users: list[int]) -> None:
    Mailbox.objects.bulk_create([Mailbox(user_id=user) for user in sorted(users)], ignore_conflicts=True)


def _side(owner: int, person: int) -> Contact:
    found = Contact.objects.filter(owner_id=owner, person_id=person).first()
    return found or Contact(owner_id=owner, person_id=person, at=timezone.now())


def _stamped(item: Contact | Mine, version: int) -> Row:
    if isinstance(item, Contact):
        item.version = version
        item.save()  # the row is locked by its owner's mailbox
        return contact_row(item)
    return item.stamp(version)
