"""Finding people: what you may not see is not found."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Contact, ContactState, User
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import user_pk

MOST_HITS = 20


def person(name: str, *, asker: int) -> User:
    """Return the person of that id; NotFound for nobody, Forbidden for oneself."""
    found = User.objects.filter(pk=user_pk(name), is_active=True).first()
    if found is None:
        raise NotFound("There is nobody of that id.")
    if found.pk == asker:
        raise Forbidden("self", "That is you.")
    return found


def search(asker: int, query: str) -> QuerySet[User]:
    """Return the people whose username or nickname has the text, those who begin with it first; at most 20.

    People who do not want to be found are found by their friends only.
    """
    typed = query.strip().removeprefix("@")
    match = Q(username__icontains=typed) | Q(nickname__icontains=typed)
    friends = Contact.objects.filter(owner=asker, state=ContactState.FRIEND).values("person")
    return (
        User.objects.filter(match, is_active=True)
        .exclude(Q(preferences__find="nobody") & ~Q(pk__in=friends))
        .exclude(pk=asker)
        .order_by("pk")[:MOST_HITS]
    )


def friends_of(user_id: int) -> QuerySet[Contact, int]:
    """Return the keys of a person's friends."""
    return Contact.objects.filter(owner=user_id, state=ContactState.FRIEND).values_list("person_id", flat=True)
