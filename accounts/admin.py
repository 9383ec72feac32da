"""People in Django's admin: to be found and read."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, User


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show, and change nothing: what changes people and talks are actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes rows here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes rows here."""
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    """Find a person by name or address."""

    list_display = ("username", "nickname", "email", "is_active", "is_staff", "is_bot", "is_guest", "date_joined")
    list_filter = ("is_active", "is_staff", "is_bot", "is_guest", "locale")
    search_fields = ("username", "nickname", "email")
    ordering = ("-date_joined",)
    exclude = ("password",)
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    date_hierarchy = "date_joined"


@admin.register(Contact)
class ContactAdmin(ReadOnly):
    """See what people are to each other; their notes about each other are theirs."""

    list_display = ("owner", "person", "state", "at")
    list_filter = ("state",)
    search_fields = ("owner__username", "owner__nickname", "person__username", "person__nickname")
    exclude = ("note", "tags", "star", "declined_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        """Return the contacts with both people. One query."""
        return super().get_queryset(request).select_related("owner", "person")


admin.site.site_header = _("Happy Chat administration")
admin.site.site_title = _("Happy Chat")
