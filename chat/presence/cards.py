"""People's cards with what the one who looks may know of their presence."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from accounts.models import Contact, ContactState, User
from accounts.rows import cards
from chat.presence.sight import NOBODY, here, met
from happychat.times import wire

EVERYONE = "everyone"


def cards_for(viewer: int, people: QuerySet[User]) -> list[dict[str, Any]]:
    """Return the cards of people as one person may see them. One query."""
    found = list(seen_by(viewer, people))
    return [card | presence_on(user, viewer) for card, user in zip(cards(found), found, strict=True)]


def seen_by(viewer: int, people: QuerySet[User]) -> QuerySet[User]:
    """Annotate people with what `presence_on` asks."""
    mine = Q(owner=viewer, person=OuterRef("pk"))
    theirs = Q(owner=OuterRef("pk"), person=viewer)
    return people.annotate(
        online=here("pk"),
        gone_at=F("last_seen__at"),
        is_near=Exists(Contact.objects.filter(mine, state=ContactState.FRIEND))
        | Exists(met().filter(person=viewer, partner=OuterRef("pk"))),
        is_blocked=Exists(Contact.objects.filter(mine | theirs, blocked=True)),
        viewer_shows=Subquery(User.objects.filter(pk=viewer).values(shown=KT("preferences__last_seen"))),
    )


def presence_on(user: Any, viewer: int) -> dict[str, Any]:
    """Return the fields of a card that say whether somebody is here; `user` comes from `seen_by`."""
    if not _may_see(user, viewer):
        return {}
    if user.online:
        return {"online": True}
    return {"seen_at": wire(user.gone_at)} if user.gone_at else {}


def _may_see(user: Any, viewer: int) -> bool:
    shown = user.preferences.get("last_seen")
    is_hidden = NOBODY in (shown, user.viewer_shows) or user.is_blocked or not user.is_active or user.pk == viewer
    return not is_hidden and (user.is_near or shown == EVERYONE)
