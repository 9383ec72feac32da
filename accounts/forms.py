"""The form strangers become people with."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import clean_nickname


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth has no types
    """Ask for what a person needs to be known and to come back: address, two names, one password."""

    field_order = ("email", "username", "nickname", "password1")

    nickname = forms.CharField(
        label=_("Nickname"),
        help_text=_("The name people see, in any language."),
        # Browsers count UTF-16 units, an emoji twice: the exact limit is clean_nickname's.
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": "64"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We send a link there to activate your account. Nobody else sees it.")
        self.fields["username"].help_text = _(
            "2 to 32 of a-z, 0-9, dot, dash and underscore. This is how people find you."
        )
        self.fields["username"].widget.attrs |= {
            "pattern": r"[A-Za-z0-9_][A-Za-z0-9_.\-]{1,31}",
            "title": self.fields["username"].help_text,
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["password1"].help_text = _("At least 8 characters. A few words are best.")

    def clean_nickname(self) -> str:
        """Return the nickname as everybody will see it."""
        try:
            return clean_nickname(self.cleaned_data["nickname"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def validate_unique_email(self, value: str) -> str:
        """Return the address and notice whether somebody has it; an unconfirmed change of address is no claim."""
        owners = User.objects.alias(low=Lower("email")).filter(low=value)
        proven = EmailAddress.objects.filter(email=value, verified=True)
        self.account_already_exists = owners.exists() or proven.exists()
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; where the address has one, only its owner hears of it, by mail."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # takes the time a new account takes
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved
