"""The lobby in Django's admin: what it says of itself, its rules, and who keeps silent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import Act, Acting, ForATime, WithReason
from chat.lobby import moderation
from chat.lobby.models import Lobby, Visitor
from chat.models import Conversation, Kind, Membership, Who


class Arrangement(WithReason):
    """What the lobby says of itself, and its rules; it begins with what is so."""

    title = forms.CharField(label=_("Title"), max_length=40, required=False)
    notice = forms.CharField(label=_("Notice"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    admins_only = forms.BooleanField(label=_("Only the staff speaks"), required=False)
    slow = forms.IntegerField(label=_("Seconds between two messages of one person"), min_value=0, max_value=3600)


def _arranged(lobby: Conversation) -> dict[str, Any]:
    notice = (lobby.notice or {}).get("text", "")
    return {"title": lobby.title, "notice": notice, "admins_only": lobby.speak == Who.ADMINS, "slow": lobby.slow}


def _is_muted(member: Membership) -> bool:
    return member.muted_until is not None and member.muted_until > timezone.now()


@admin.register(Lobby)
class LobbyAdmin(Acting):
    """See the lobby and change its words and rules."""

    list_display = ("__str__", "speak", "slow", "last_seq", "created_at")
    fields = ("title", "notice", "speak", "slow", "last_seq", "created_at")
    acts = (Act("arrange", _("Change words and rules"), moderation.arrange, Arrangement, initial=_arranged),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lobby]:
        """Return the lobby."""
        found: QuerySet[Lobby] = super().get_queryset(request)
        return found.filter(kind=Kind.LOBBY)


@admin.register(Visitor)
class VisitorAdmin(Acting):
    """Find who entered the lobby, and silence them."""

    list_display = ("user", "muted_until", "left_at")
    search_fields = ("user__username", "user__nickname")
    list_select_related = ("user",)
    ordering = ("-pk",)
    fields = ("user", "role", "muted_until", "joined_seq", "left_at")
    acts = (
        Act("mute", _("Silence"), moderation.mute, ForATime),
        Act("unmute", _("Let speak again"), moderation.unmute, fits=_is_muted),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Visitor]:
        """Return who entered the lobby."""
        found: QuerySet[Visitor] = super().get_queryset(request)
        return found.filter(conversation__kind=Kind.LOBBY)
