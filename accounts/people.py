"""Finding people: what you may not see is not found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from accounts.models import Contact, ContactState, User
from accounts.spelling import initials_pattern
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import user_pk

MOST_HITS = 20
DEFAULTS = {"find": "everyone", "add": "everyone", "message": "shared", "invite": "shared"}

# Who else knows a person: each returns the keys of people who share something with one.
sharing: list[Callable[[int], QuerySet[Any, Any]]] = []


def person(name: str, *, asker: int) -> User:
    """Return the person of that id; NotFound for nobody, Forbidden for oneself."""
    found = User.objects.filter(pk=user_pk(name), is_active=True).first()
    if found is None:
        raise NotFound
    if found.pk == asker:
        raise Forbidden("self", "That is you.")
    return found


def search(asker: int, query: str) -> QuerySet[User]:
    """Return the people whose username, nickname or my note has the text, those who begin with it first; at most 20.

    Chinese names are found by their letters too, `linxiao` or `lxy`. People who do not want to be found are found by
    their friends only, or by those they share something with.
    """
    typed = query.strip().removeprefix("@")
    if not typed:
        return User.objects.none()
    mine = Contact.objects.filter(owner=asker).filter(_has("note", typed)).values("person_id")
    begins = Q(username__istartswith=typed) | Q(nickname__istartswith=typed)
    # Asked for the other way round: a missing key of a JSON field is NULL, and NOT NULL is not true.
    hidden = Q(preferences__find="nobody") | Q(preferences__find="shared") & ~Q(pk__in=acquaintances(asker))
    return (
        User.objects.filter(Q(username__icontains=typed) | _has("nickname", typed) | Q(pk__in=mine), is_active=True)
        .exclude(pk__in=User.objects.filter(hidden).exclude(pk__in=friends_of(asker)).values("pk"))
        .exclude(pk=asker)
        .order_by(Case(When(begins | Q(pk__in=mine), then=0), default=1), "pk")[:MOST_HITS]
    )


def _has(field: str, typed: str) -> Q:
    """Return what finds a text in a field, or in the letters of that field's Chinese characters."""
    letters = "".join(typed.lower().split())
    found = Q(**{f"{field}__icontains": typed})
    if letters.isascii() and letters.isalpha():
        found |= Q(pinyin__iregex=" ?".join(letters)) | Q(pinyin__regex=initials_pattern(letters))
    return found


def allows(other: User, what: str, asker: int) -> bool:
    """Tell whether a person lets another find, add, message or invite them; bots let everybody."""
    wanted = other.preferences.get(what, DEFAULTS[what])
    if wanted == "shared" and not other.is_bot:
        return other.pk in set(friends_of(asker)) or acquaintances(asker).filter(pk=other.pk).exists()
    return bool(wanted == "everyone" or other.is_bot)


def letting(asker: int, users: Iterable[int], what: str) -> set[int]:
    """Return which of these people let another find, add, message or invite them; who is apart from them, never."""
    people = User.objects.filter(pk__in=users, is_active=True, is_guest=False)
    wanted = {p.pk: "everyone" if p.is_bot else p.preferences.get(what, DEFAULTS[what]) for p in people}
    known = set(friends_of(asker)) | set(acquaintances(asker).filter(pk__in=wanted).values_list("pk", flat=True))
    willing = {pk for pk, who in wanted.items() if who == "everyone" or (who == "shared" and pk in known)}
    return willing - people_apart(asker)


def acquaintances(user_id: int) -> QuerySet[User]:
    """Return the people who share a friend or something else with a person."""
    friends_of_friends = Contact.objects.filter(owner__in=friends_of(user_id), state=ContactState.FRIEND)
    shared = Q(pk__in=friends_of_friends.values("person_id"))
    for others in sharing:
        shared |= Q(pk__in=others(user_id))
    return User.objects.filter(shared)


def friends_of(user_id: int) -> QuerySet[Contact, int]:
    """Return the keys of a person's friends."""
    return Contact.objects.filter(owner=user_id, state=ContactState.FRIEND).values_list("person_id", flat=True)


def people_apart(user: int) -> set[int]:
    """Return who blocks a person, and whom they block: between them nothing is signalled."""
    pairs = Contact.objects.filter(Q(owner=user) | Q(person=user), blocked=True).values_list("owner_id", "person_id")
    return {key for pair in pairs for key in pair} - {user}
