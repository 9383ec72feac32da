"""Bots and their tokens in Django's admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import bots
from accounts.acting import Act, Acting
from accounts.adapter import AccountAdapter
from accounts.models import Bot, Token
from accounts.names import clean_nickname
from accounts.robot import USERNAME


class BotForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name a bot."""

    class Meta:
        model = Bot
        fields = ("username", "nickname")

    def clean_username(self) -> str:
        """Return a name that nobody has and that is not the site's own."""
        return AccountAdapter().clean_username(self.cleaned_data["username"])

    def clean_nickname(self) -> str:
        """Return the nickname as everybody will see it."""
        try:
            return clean_nickname(self.cleaned_data["nickname"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


@admin.register(Bot)
class BotAdmin(Acting):
    """Make bots, and see which there are."""

    list_display = ("username", "nickname", "is_active", "date_joined")
    search_fields = ("username", "nickname")
    fields = ("username", "nickname")
    form = BotForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bot]:
        """Return the bots."""
        return super().get_queryset(request).filter(is_bot=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may change bots makes them."""
        return self.may_act(request)

    def save_model(self, request: HttpRequest, obj: Bot, form: Any, change: bool) -> None:
        """Make the account."""
        made = bots.make_bot(obj.username, obj.nickname, by=request.user)  # type: ignore[arg-type]
        obj.pk = made.pk


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """Say for which bot a token is, and what will use it."""

    class Meta:
        model = Token
        fields = ("bot", "label")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "bot" in self.fields:
            own = Bot.objects.filter(is_bot=True, is_active=True).exclude(username=USERNAME)
            self.fields["bot"].queryset = own.order_by("username")  # type: ignore[attr-defined]


@admin.register(Token)
class TokenAdmin(Acting):
    """Give tokens to programs, and take them back."""

    list_display = ("label", "bot", "made_at", "used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("label", "bot__username", "bot__nickname")
    list_select_related = ("bot",)
    ordering = ("-pk",)
    form = TokenForm
    fields = ("bot", "label")
    acts: ClassVar = (Act("revoke", _("Revoke"), bots.revoke_token, fits=lambda token: token.revoked_at is None),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may change tokens gives them."""
        return self.may_act(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for little; show when it was used."""
        return self.fields if obj is None else (*self.fields, "made_at", "used_at", "revoked_at")

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: bool) -> None:
        """Make the token; its secret is for the next page only."""
        made, secret = bots.give_token(obj.bot, obj.label, by=request.user)  # type: ignore[arg-type]
        obj.pk, obj.secret = made.pk, secret  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Token, post_url_continue: str | None = None) -> HttpResponse:
        """Show the secret, once."""
        context = {**self.admin_site.each_context(request), "title": obj.label, "opts": self.model._meta, "token": obj}
        return TemplateResponse(request, "admin/token.html", context, headers={"Cache-Control": "no-store"})
