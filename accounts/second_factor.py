"""The second step of logging in: what allauth asks of us, codes that count once, secrets no copy gives away."""

from __future__ import annotations

import ipaddress
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.fernet import Fernet
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.devices import device_name
from accounts.models import User

LOCALHOST = "localhost"  # the one name browsers trust without TLS
MOST_AT_ONCE = 100
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}  # where allauth keeps them
NAMED = 40  # characters a passkey's name may have

log = structlog.get_logger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Answer allauth's questions about second factors the way this site wants them answered."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used before. Wait for the next one."),
        "unreadable_passkey": _("This passkey could not be checked. Try again."),
        "cannot_generate_recovery_codes": _("Switch two-step login on first."),
    }

    def get_totp_label(self, user: User) -> str:
        """Return what the app on the phone calls the account, beside the site's name."""
        return user.username

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored: with the mark of the key it needs."""
        key = _keys()[0]
        return f"{_mark(key)}:{Fernet(key).encrypt(text.encode()).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; where its key is gone, one that no code fits."""
        mark, _colon, token = encrypted_text.partition(":")
        for key in _keys():
            if _mark(key) == mark:
                return Fernet(key).decrypt(token.encode()).decode()
        log.error("the key of a second factor is gone: its owner needs a recovery by an administrator")
        return str(generate_totp_secret())

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # allauth's name for it
        """Return a name for a new passkey that says where it was made."""
        return device_name(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the site as passkeys know it: under its configured name, whatever the request says."""
        address = f"//{context.request.get_host()}" if settings.DEBUG else settings.BASE_URL
        return {"id": urlsplit(address).hostname or "", "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Return the person as their passkey shows them."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.username, "display_name": user.nickname}


def has_passkeys(request: HttpRequest) -> bool:
    """Tell whether browsers keep passkeys for the site: its address needs a name, and TLS."""
    parts = urlsplit(f"{request.scheme}://{request.get_host()}" if settings.DEBUG else settings.BASE_URL)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == LOCALHOST or host.endswith(f".{LOCALHOST}")
    return False


# Codes


class CountsOnce(forms.Form):
    """Refuse a code of the app that was accepted before, or one older than that, for as long as it fits the clock."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": "12"}

    def clean_code(self) -> str:
        """Return the code if it is right and new, and remember it."""
        with transaction.atomic():
            app = Authenticator.objects.select_for_update().filter(user=self.user, type=Authenticator.Type.TOTP).first()
            step = _step_of(app, self.cleaned_data["code"]) if app else None
            if app and step is not None and step <= app.data.get("last_step", 0):
                _guessed(self.user)
                raise SecondFactorAdapter().validation_error("incorrect_code")
            code: str = _in_words(super().clean_code)  # type: ignore[misc]  # allauth's form, beside this one
            if app and step is not None:
                app.data["last_step"] = step
                app.save(update_fields=["data"])
        return code


def _step_of(app: Authenticator, code: str) -> int | None:
    """Return the latest tick of the clock a code of the app stands for."""
    secret, typed = decrypt(app.data["secret"]), "".join(code.split())
    fits = [
        step
        for step in yield_hotp_counters_from_time()
        if constant_time_compare(typed, format_hotp_value(hotp_value(secret, step)))
    ]
    return max(fits, default=None)


def _guessed(user: User) -> None:
    _in_words(lambda: check_rate_limit(user))


def _in_words(check: Any) -> Any:
    try:
        return check()
    except ValidationError as error:
        if error.code == "too_many_login_attempts":
            words = gettext("Too many wrong codes. Try again in five minutes.")
            raise ValidationError(words, code=error.code) from error
        raise


class AuthenticateForm(CountsOnce, AllauthAuthenticateForm):  # type: ignore[misc]
    """Ask for a code to log in."""


class ReauthenticateForm(CountsOnce, AllauthReauthenticateForm):  # type: ignore[misc]
    """Ask for a code before something that matters."""


# Passkeys


class Readable(forms.Form):
    """Refuse what no passkey says: allauth takes it apart and trips over what is not there."""

    def full_clean(self) -> None:
        """Look at what was sent; a fault in its making is a fault of the form."""
        try:
            super().full_clean()
        except (LookupError, TypeError, ValueError, AttributeError):
            self.cleaned_data = {}
            self.add_error("credential", SecondFactorAdapter().validation_error("unreadable_passkey"))


class LogInByPasskeyForm(Readable, LoginWebAuthnForm):  # type: ignore[misc]
    """Take a passkey for name and password."""


class AuthenticateByPasskeyForm(Readable, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Take a passkey for the second step."""


class ReauthenticateByPasskeyForm(Readable, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Take a passkey before something that matters."""


class AddPasskeyForm(Readable, AddWebAuthnForm):  # type: ignore[misc]
    """Ask what the new passkey is called; it is enough for logging in unless that is not wanted."""

    name = forms.CharField(label=_("Name"), max_length=NAMED, required=False)
    passwordless = forms.BooleanField(required=False, initial=True)


class EditPasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Ask what a passkey is called from now on."""

    name = forms.CharField(label=_("Name"), max_length=NAMED)


# Keys


def renew_secrets() -> None:
    """Encrypt with the present key what is stored with a former one, some at a time."""
    adapter = SecondFactorAdapter()
    for key in _keys()[1:]:
        for kind, name in SECRETS.items():
            old = Authenticator.objects.filter(**{"type": kind, f"data__{name}__startswith": _mark(key)})
            for row in old.select_for_update()[:MOST_AT_ONCE]:
                row.data[name] = adapter.encrypt(adapter.decrypt(row.data[name]))
                row.save(update_fields=["data"])


def _keys() -> list[bytes]:
    """Return the keys, the present one first: made of the site's, and of no use for anything else."""
    former = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [urlsafe_b64encode(salted_hmac("second factor", "key", key, algorithm="sha256").digest()) for key in former]


def _mark(key: bytes) -> str:
    """Return what tells one key from another and is no help in guessing either."""
    return salted_hmac("second factor", "mark", key, algorithm="sha256").hexdigest()[:8]
