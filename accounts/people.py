"""Finding people: what you may not see is not found."""

from __future__ import annotations

from django.db.models import Case, Q, QuerySet, When

from accounts.models import Contact, ContactState, User
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import user_pk

MOST_HITS = 20


def person(name: str, *, asker: int) -> User:
    """Return the person of that id; NotFound for nobody, Forbidden for oneself."""
    found = User.objects.filter(pk=user_pk(name), is_active=True).first()
    if found is None:
        raise NotFound
    if found.pk == asker:
        raise Forbidden("self", "That is you.")
    return found


def search(asker: int, query: str) -> QuerySet[User]:
    """Return the people whose username or nickname has the text, those who begin with it first; at most 20.

    People who do not want to be found are found by their friends only.
    """
    typed = query.strip().removeprefix("@")
    if not typed:
        return User.objects.none()
    match = Q(username__icontains=typed) | Q(nickname__icontains=typed)
    begins = Q(username__istartswith=typed) | Q(nickname__istartswith=typed)
    # Asked for the other way round: a missing key of a JSON field is NULL, and NOT NULL is not true.
    hidden = User.objects.filter(preferences__find="nobody").exclude(pk__in=friends_of(asker))
    return (
        User.objects.filter(match, is_active=True)
        .exclude(pk__in=hidden.values("pk"))
        .exclude(pk=asker)
        .order_by(Case(When(begins, then=0), default=1), "pk")[:MOST_HITS]
    )


def friends_of(user_id: int) -> QuerySet[Contact, int]:
    """Return the keys of a person's friends."""
    return Contact.objects.filter(owner=user_id, state=ContactState.FRIEND).values_list("person_id", flat=True)
