"""Groups and their members in Django's admin, and what the staff does to them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.acting import Act, Acting
from chat.models import Kind
from groups import moderation
from groups.models import Group, Member


@admin.register(Group)
class GroupAdmin(Acting):
    """Find a group by its name, and end it."""

    list_display = ("title", "member_count", "public", "closed", "created_at", "people", "talk")
    list_filter = ("public", "closed", "join")
    search_fields = ("title", "pinyin", "introduction")
    ordering = ("-pk",)
    fields = ("title", "introduction", "tags", "notice", "join", "public", "history", "member_count", "closed")
    acts = (Act("dissolve", _("Dissolve"), moderation.dissolve, fits=lambda group: not group.closed),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """Return the groups."""
        found: QuerySet[Group] = super().get_queryset(request)
        return found.filter(kind=Kind.GROUP)

    @admin.display(description=_("members"))
    def people(self, group: Group) -> SafeString:
        """Lead to its members."""
        return format_html('<a href="../member/?conversation__id__exact={}">{}</a>', group.pk, _("see"))

    @admin.display(description=_("messages"))
    def talk(self, group: Group) -> SafeString:
        """Lead to its messages."""
        return format_html('<a href="../../chat/message/?conversation__id__exact={}">{}</a>', group.pk, _("read"))


@admin.register(Member)
class MemberAdmin(Acting):
    """Find a member of a group, put them out or make them its owner."""

    list_display = ("user", "conversation", "role", "muted_until", "left_at", "left")
    list_filter = ("role", "left")
    search_fields = ("user__username", "user__nickname", "conversation__title")
    list_select_related = ("user", "conversation")
    ordering = ("conversation", "pk")
    fields = ("user", "conversation", "role", "nickname", "muted_until", "joined_seq", "left_at", "left")
    acts = (
        Act("remove", _("Put out"), moderation.remove_member, fits=lambda member: member.left_at is None),
        Act("own", _("Make the owner"), moderation.make_owner, fits=lambda member: member.left_at is None),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        """Return the members of groups."""
        found: QuerySet[Member] = super().get_queryset(request)
        return found.filter(conversation__kind=Kind.GROUP)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow the link from a group to its members."""
        return lookup == "conversation__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]
