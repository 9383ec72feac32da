"""What allauth asks of us: who may sign up, what a name may be, and what mails say and where they lead."""

from __future__ import annotations

from email.utils import make_msgid
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Lower
from django.forms import BaseForm, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.addresses import give_address
from accounts.bans import present_ban
from accounts.models import User

log = structlog.get_logger(__name__)

# Names that would speak for the site, or that addresses and commands use.
RESERVED_WORDS = """
    about account accounts admin administrator all anonymous api app bot bots chat chats contact contacts dev discover
    everyone group groups guest guests happychat happy_chat happy-chat help here hook hooks info invite lobby login
    logout mail match me media mod moderator news nobody noreply no-reply null official owner password postmaster
    profile push register robot root search security service settings signup site staff static status support sysop
    system team test undefined user users webmaster welcome
"""
RESERVED = frozenset(RESERVED_WORDS.split())

# Anybody may make us write to any address. What one act can cause is counted together, whichever of the two mails it
# is: a limit of its own for each would tell a stranger whether the address has an account.
ACTS = {
    "account/email/email_confirmation_signup": "activation",
    "account/email/email_confirmation": "activation",
    "account/email/account_already_exists": "activation",
    "account/email/password_reset_key": "reset",
    "account/email/unknown_account": "reset",
}
MIN_PASSWORD = 8  # what Django's validator asks for, in words of ours
MAX_EMAIL = User._meta.get_field("email").max_length or 254  # allauth would cut a longer one off
MAILS_AN_HOUR = 3  # to one address, caused by one kind of act

# What happened to an account, whoever did it: its owner hears of it at the address it had before.
NOTICES = {
    "account/email/password_changed": "account/email/password_changed",
    "account/email/password_reset": "account/email/password_changed",
    "account/email/password_set": "account/email/password_changed",
    "account/email/email_changed": "account/email/email_changed",
    "mfa/email/totp_activated": "account/email/second_factor",
    "mfa/email/totp_deactivated": "account/email/second_factor",
    "mfa/email/webauthn_added": "account/email/second_factor",
    "mfa/email/webauthn_removed": "account/email/second_factor",
    "mfa/email/recovery_codes_generated": "account/email/second_factor",
}

# How a person who is signed in proves again that it is they.
WAYS = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Answer allauth's questions the way this site wants them answered."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That username or email and that password do not match."),
        "username_password_mismatch": _("That username or email and that password do not match."),
        "too_many_login_attempts": _("Too many wrong passwords. Try again in five minutes, or reset your password."),
        "username_blacklisted": _("This username is reserved. Choose another one."),
        "username_taken": _("This username is taken. Choose another one."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "duplicate_email": _("This is your address already."),
    }

    # Signing up

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # allauth asks so
        """Tell whether strangers may make accounts."""
        return bool(settings.ENV.registration == "open")

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the name if it may be had; the model's validator knows the alphabet."""
        if username.lower() in RESERVED:
            raise self.validation_error("username_blacklisted")
        if not shallow and User.objects.alias(low=Lower("username")).filter(low=username.lower()).exists():
            raise self.validation_error("username_taken")
        checked: str = super().clean_username(username, shallow=True)
        return checked

    def clean_email(self, email: str) -> str:
        """Return the address; letters that only look like others are no part of one here."""
        if not email.isascii():
            raise ValidationError(gettext("Write the address in plain Latin letters (a to z)."))
        if len(email) > MAX_EMAIL:
            raise ValidationError(gettext("This address is too long."))
        return email.lower()

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Return the password if it is not easily guessed; a short one is told only that it is short."""
        if len(password) < MIN_PASSWORD:
            raise ValidationError(gettext("Use at least 8 characters."))
        checked: str = super().clean_password(password, user)
        return checked

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Store a new person with their nickname and the language they signed up in."""
        super().save_user(request, user, form, commit=False)
        user.email = user.email or None
        user.nickname = form.cleaned_data["nickname"]
        user.locale = translation.get_language() or settings.LANGUAGE_CODE
        if commit:
            with transaction.atomic():  # two may want one name at one time: the caller hears of it and goes on
                user.save(force_insert=True)
        return user

    # Logging in

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Try the login as an address or as a name, never both: a second hash would tell that the address is known."""
        if "email" in credentials:
            credentials.pop("username", None)
        return super().authenticate(request, **credentials)

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        """Look whether somebody may come in; a ban whose time is over is lifted."""
        ban = present_ban(user)
        if ban is not None:
            return render(request, "account/account_inactive.html", {"ban": ban})
        user.refresh_from_db(fields=["is_active"])
        response: HttpResponse | None = super().pre_login(request, user, **about)
        return response

    # Addresses

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Let people take back a change of address, never the address that counts."""
        return not email_address.verified

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark an address as theirs; who only claimed it and never proved it lets go of it."""
        return give_address(email_address) and bool(super().confirm_email(request, email_address))

    # Mails

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """Return the link of the mail, under the configured address and no other."""
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail, under the configured address and no other."""
        uid, _dash, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link to the person's own address; to one they have not confirmed it would hand the account over."""
        if user.email == email.lower():
            super().send_password_reset_mail(user, email, context)
        else:
            self.send_mail("account/email/unknown_account", email, {})

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Write to a person about what happened to their account."""
        address = email or user.email
        if template_prefix in NOTICES and address:
            what = template_prefix.rpartition("/")[2]
            self.send_mail(NOTICES[template_prefix], address, {**(context or {}), "user": user, "what": what})

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return how a person can prove again that it is they, in words of ours."""
        return [method | {"description": WAYS[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to somebody in their language; quietly do nothing where they have had enough mails this hour."""
        if not has_mails_left(template_prefix, email, take=True):
            return
        receiver = context.get("user") or User.objects.alias(low=Lower("email")).filter(low=email.lower()).first()
        with translation.override(receiver.locale if receiver else translation.get_language()):
            message = self.render_mail(template_prefix, email, {**context, **_about_site(), "receiver": receiver})
        try:
            message.send()
        except (OSError, SMTPException) as error:
            log.error("mail not sent", kind=template_prefix.rpartition("/")[2], error=type(error).__name__)
            words = gettext("We could not send the email. Try again in a few minutes.")
            self.add_message(self.request, messages.ERROR, message=words)

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Return the mail, which names the site's host as its origin and asks for no automatic answer."""
        message_id = make_msgid(domain=urlsplit(settings.BASE_URL).hostname)
        ours = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", **(headers or {})}
        message: EmailMessage = super().render_mail(template_prefix, email, context, ours)
        return message


def has_mails_left(template_prefix: str, email: str, *, take: bool) -> bool:
    """Tell whether a mail may still go to the address this hour; `take` counts it."""
    act = ACTS.get(template_prefix)
    limit = round(MAILS_AN_HOUR * settings.RATE_SCALE)
    if act is None or not limit:
        return True
    key = f"mails:{act}:{salted_hmac('mails', email.lower()).hexdigest()}"
    cache.add(key, 0, timeout=60 * 60)
    try:
        sent: int = cache.incr(key) if take else cache.get(key, 0) + 1
    except ValueError:  # the hour ended between the two lines
        return True
    return sent <= limit


def _about_site() -> dict[str, str]:
    return {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL}
