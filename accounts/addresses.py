"""Whose an email address is."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

from accounts.actions import update_profile
from accounts.models import User


def give_address(address: EmailAddress) -> bool:
    """Make an address the person's who proved it: who only claimed it lets go. False where another proved it first."""
    if not address.can_set_verified():
        return False
    EmailAddress.objects.filter(email=address.email, verified=False).exclude(pk=address.pk).delete()
    claimed = User.objects.alias(low=Lower("email")).filter(low=address.email)
    claimed.exclude(pk=address.user_id).update(email=None)
    update_profile(User.objects.get(pk=address.user_id), {"email": address.email})
    return True
