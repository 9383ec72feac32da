"""Conversations and messages in Django's admin: to be found and read."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnly
from chat.models import Conversation, Membership, Message


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who is in a conversation."""

    model = Membership
    fields = ("user", "role", "joined_seq", "read_seq", "left_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody adds members here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes members here."""
        return False


@admin.register(Conversation)
class ConversationAdmin(ReadOnly):
    """Find a conversation by its title or its people."""

    list_display = ("__str__", "kind", "people", "last_seq", "created_at", "talk")
    list_filter = ("kind",)
    search_fields = ("title", "memberships__user__username", "memberships__user__nickname")
    inlines: ClassVar = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Return the conversations with the number of their people."""
        found: QuerySet[Conversation] = super().get_queryset(request)
        return found.annotate(number_of_people=Count("memberships"))

    @admin.display(description=_("people"))
    def people(self, conversation: Conversation) -> int:
        """Return how many people are or were in it."""
        return int(conversation.number_of_people)  # type: ignore[attr-defined]

    @admin.display(description=_("messages"))
    def talk(self, conversation: Conversation) -> SafeString:
        """Lead to its messages."""
        return format_html('<a href="../message/?conversation__id__exact={}">{}</a>', conversation.pk, _("read"))


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Find a message by its text or its author."""

    list_display = ("seq", "conversation", "author", "kind", "beginning", "sent_at")
    list_filter = ("kind", "sent_at")
    search_fields = ("body", "author__username", "author__nickname")
    list_select_related = ("author", "conversation")
    ordering = ("-pk",)
    show_full_result_count = False  # counting millions of rows takes longer than reading a page of them

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow the link from a conversation to its messages."""
        return lookup == "conversation__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    @admin.display(description=_("text"))
    def beginning(self, message: Message) -> str:
        """Return the first words."""
        return message.body[:80]
