"""Conversations and messages in Django's admin: to be found and read."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

import chat.lobby.admin  # noqa: F401  # Django looks here for the admin of an app
from accounts.acting import Act, Acting, ForATime, ReadOnly
from accounts.models import User
from chat import moderation
from chat.actions import site_emoji
from chat.actions.site_emoji import picture_of
from chat.models import Conversation, Kind, Membership, Message
from chat.reporting.models import Report
from chat.site_emoji.models import SiteEmoji
from happychat.commands.errors import CommandError

AROUND = 10  # messages before and after one that is looked at


class EmojiForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name, and a picture, which is written anew."""

    file = forms.FileField(
        label=_("Picture"), required=False, help_text=_("JPEG, PNG, GIF, WebP; best small and square.")
    )

    class Meta:
        model = SiteEmoji
        fields = ("name",)

    def clean_file(self) -> bytes | None:
        """Return the picture as it will be kept."""
        file = self.cleaned_data["file"]
        if file is None and not self.instance.picture:
            raise forms.ValidationError(_("Choose a picture."))
        try:
            return picture_of(file.file) if file else None
        except CommandError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


@admin.register(SiteEmoji)
class SiteEmojiAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Give the site emoji of its own."""

    form = EmojiForm
    list_display = ("__str__", "look")
    search_fields = ("name",)
    actions = None

    @admin.display(description=_("picture"))
    def look(self, emoji: SiteEmoji) -> SafeString:
        """Show it."""
        return format_html('<img src="/api/v1/emoji/{}" alt="" height="32">', emoji.key)

    def save_model(self, request: HttpRequest, obj: SiteEmoji, form: EmojiForm, change: bool) -> None:
        """Store it, and write down who did."""
        site_emoji.keep(obj, form.cleaned_data["file"], by=cast("User", request.user))

    def delete_model(self, request: HttpRequest, obj: SiteEmoji) -> None:
        """Take it away, and write down who did."""
        site_emoji.remove(obj, by=cast("User", request.user))


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
class MessageAdmin(Acting):
    """Find a message by its text or its author, see it in its place, remove it."""

    list_display = ("seq", "conversation", "author", "kind", "beginning", "sent_at")
    list_filter = ("kind", "sent_at")
    search_fields = ("body", "author__username", "author__nickname")
    list_select_related = ("author", "conversation")
    ordering = ("-pk",)
    acts = (Act("remove", _("Remove"), moderation.remove_message, fits=lambda message: bool(message.body)),)
    show_full_result_count = False  # counting millions of rows takes longer than reading a page of them

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow the link from a conversation to its messages."""
        return lookup == "conversation__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    @admin.display(description=_("text"))
    def beginning(self, message: Message) -> str:
        """Return the first words."""
        return message.body[:80]

    def context(self, found: Message) -> dict[str, Any]:
        """Return what was said around it."""
        return _around(found.conversation_id, found.seq)


@admin.register(Report)
class ReportAdmin(Acting):
    """Look at what people report, the newest first, and decide."""

    list_display = ("at", "reason", "beginning", "person", "reporter", "decision")
    list_filter = (("decision", admin.EmptyFieldListFilter), "decision", "reason", "at")
    search_fields = ("evidence", "text", "person__username", "person__nickname")
    list_select_related = ("person", "reporter")
    ordering = ("-pk",)
    readonly_fields = ("place",)
    acts = (
        Act("dismiss", _("Nothing to be done"), moderation.dismiss, fits=lambda report: not report.decision),
        Act("remove", _("Remove the message"), moderation.remove_reported, fits=lambda report: bool(report.seq)),
        Act("ban", _("Ban the person"), moderation.ban_reported, ForATime, fits=lambda report: bool(report.person_id)),
    )

    @admin.display(description=_("about"))
    def beginning(self, report: Report) -> str:
        """Return the first words of what it was about."""
        return report.evidence[:80] or report.target

    @admin.display(description=_("where"))
    def place(self, report: Report) -> SafeString | str:
        """Lead to the conversation, and to what can be done about that."""
        if report.conversation is None:
            return "—"
        kind = "groups/group" if report.conversation.kind == Kind.GROUP else "chat/conversation"
        address = f"{reverse('admin:index')}{kind}/{report.conversation_id}/change/"
        return format_html('<a href="{}">{}</a>', address, report.conversation)

    def context(self, found: Report) -> dict[str, Any]:
        """Return what was said around it."""
        return _around(found.conversation_id, found.seq) if found.conversation_id and found.seq else {}


def _around(conversation: int, seq: int) -> dict[str, Any]:
    near = Message.objects.filter(conversation=conversation, seq__gte=seq - AROUND, seq__lte=seq + AROUND)
    talk = list(near.exclude(kind="notice").select_related("author").order_by("seq"))
    return {"talk": talk, "marked": next((message.pk for message in talk if message.seq == seq), None)}
