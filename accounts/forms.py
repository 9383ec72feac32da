"""The form strangers become people with."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actions import update_profile
from accounts.devices import note_visit
from accounts.models import User
from accounts.names import clean_nickname


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth has no types
    """Ask for what a person needs to be known and to come back: address, two names, one password."""

    field_order: tuple[str, ...] = ("email", "username", "nickname", "password1")

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


class GuestForm(SignupForm):
    """Ask a guest for what they need to come back; all else is theirs already."""

    field_order = ("email", "username", "password1")
    nickname = None  # type: ignore[assignment]

    def __init__(self, *args: Any, guest: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guest = guest
        self.fields["password1"].user = guest

    def clean_username(self) -> str:
        """Return a name nobody else has."""
        username: str = self.cleaned_data["username"]
        is_mine = username.lower() == self.guest.username.lower()
        return username.lower() if is_mine else super().clean_username()

    def keep(self, request: HttpRequest) -> None:
        """Write name and password; the address makes it an account once it is proven, and only its owner can do that.

        Of an address that has an account only the owner of that hears, as at the sign-up.
        """
        email = self.cleaned_data["email"]
        with transaction.atomic():
            self.guest.set_password(self.cleaned_data["password1"])
            self.guest.save(update_fields=["password"])
            update_profile(self.guest, {"username": self.cleaned_data["username"]})
            EmailAddress.objects.filter(user=self.guest).delete()
            address = EmailAddress.objects.create(user=self.guest, email=email, primary=True)
        update_session_auth_hash(request, self.guest)
        note_visit(request)
        if self.account_already_exists:
            get_adapter(request).send_account_already_exists_mail(email)
        else:
            send_verification_email_to_address(request, address, signup=True)
