"""People in Django's admin: to be found and read, kept out and let in again; and the audit log."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import admin_bots, bans  # noqa: F401  # Django looks here for the pages of an app
from accounts.acting import Act, Acting, ForATime, ReadOnly
from accounts.models import AuditEntry, Contact, User


def _is_banned(user: User) -> bool:
    return hasattr(user, "ban")


def _has_address_waiting(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, verified=False).exists())


def _has_two_steps(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).exists())


@admin.register(User)
class UserAdmin(Acting):
    """Find a person by name or address, and act on them."""

    list_display = ("username", "nickname", "email", "is_active", "is_staff", "is_bot", "is_guest", "date_joined")
    list_filter = ("is_active", "is_staff", "is_bot", "is_guest", "locale")
    search_fields = ("username", "nickname", "email")
    ordering = ("-date_joined",)
    exclude = ("password",)
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    date_hierarchy = "date_joined"
    acts = (
        Act("ban", _("Ban"), bans.ban, ForATime, fits=lambda user: not _is_banned(user)),
        Act("unban", _("Lift the ban"), bans.unban, fits=_is_banned),
        Act("confirm", _("Confirm the address"), bans.confirm_address, fits=_has_address_waiting),
        Act("sign-out", _("Sign out everywhere"), bans.sign_out_everywhere),
        Act("two-steps-off", _("Switch two-step login off"), bans.switch_two_steps_off, fits=_has_two_steps),
    )
    readonly_fields = ("banned",)

    @admin.display(description=_("ban"))
    def banned(self, user: User) -> str:
        """Say why somebody may not enter, and until when."""
        if not _is_banned(user):
            return "-"
        until = user.ban.until
        return f"{user.ban.reason} ({formats.localize(until) if until else gettext('until it is lifted')})"


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


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly):
    """Read what the staff has done."""

    list_display = ("at", "actor", "action", "subject", "reason")
    list_filter = ("action", "at")
    search_fields = ("actor", "subject", "reason")
    ordering = ("-pk",)


admin.site.site_header = _("Happy Chat administration")
admin.site.site_title = _("Happy Chat")
