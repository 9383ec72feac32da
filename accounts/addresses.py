"""Whose an email address is, and accounts whose address never became anybody's."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.actions import update_profile
from accounts.models import User

NEVER_AFTER = timedelta(days=7)  # the link of the mail works for three
MOST_AT_ONCE = 100


def give_address(address: EmailAddress) -> bool:
    """Make an address the person's who proved it: who only claimed it lets go. False where another proved it first."""
    if not address.can_set_verified():
        return False
    EmailAddress.objects.filter(email=address.email, verified=False).exclude(pk=address.pk).delete()
    claimed = User.objects.alias(low=Lower("email")).filter(low=address.email)
    claimed.exclude(pk=address.user_id).update(email=None)
    person = User.objects.get(pk=address.user_id)
    update_profile(person, {"email": address.email, "is_guest": False})  # with an address a guest has an account
    return True


def forget_never_activated() -> None:
    """Delete accounts nobody ever entered, so that their names can be had again; some at a time."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    waiting = User.objects.filter(
        Exists(addresses) | Q(email=None, is_guest=False),  # the latter lost the address to who proved it
        date_joined__lt=timezone.now() - NEVER_AFTER,
        last_login=None,
        is_staff=False,
        is_bot=False,
    ).exclude(Exists(addresses.filter(verified=True)))
    for person in waiting[:MOST_AT_ONCE]:
        person.delete()
