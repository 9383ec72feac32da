"""Contact cards: somebody shows one person to others."""

from __future__ import annotations

from accounts.models import User
from accounts.people import allows, friends_of
from happychat.commands.errors import NotFound
from happychat.ids import user_pk


def shown(author: int, card: str) -> str:
    """Return the id of whose card it is: the author, a friend of theirs, or whom they can find; else NotFound."""
    found = User.objects.filter(pk=user_pk(card), is_active=True).first()
    if found is None:
        raise NotFound
    if found.pk == author or friends_of(author).filter(person=found).exists() or allows(found, "find", author):
        return card
    raise NotFound
