"""What the staff does to people: ban, confirm an address, sign out and the like; each is in the audit log."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from accounts.addresses import give_address
from accounts.audit import record
from accounts.models import Ban, User
from accounts.sessions import end_all_sessions
from happychat.commands.errors import Conflict, Forbidden
from happychat.ids import user_name

MOST_AT_ONCE = 100


def ban(user: User, reason: str, *, until: datetime | None = None, by: User | None = None) -> None:
    """Let somebody in no more until a moment, or until it is lifted: their sessions end now, everywhere.

    Forbidden where it is oneself, or an administrator and `by` is none. A second ban takes the place of the first.
    """
    _may(by, user)
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=user.pk).update(is_active=False)
        Ban.objects.update_or_create(user=user, defaults={"reason": reason, "until": until, "at": timezone.now()})
        end_all_sessions(user.pk)
        _record("ban", user, by, f"{reason} ({f'until {until:%Y-%m-%d %H:%M} UTC' if until else 'for good'})")


def unban(user: User, reason: str = "", *, by: User | None = None) -> bool:
    """Let somebody in again; tell whether they were banned. An account that is closed otherwise stays closed."""
    with transaction.atomic():
        found = Ban.objects.select_for_update().filter(user=user).delete()[0] > 0
        if found:
            User.objects.filter(pk=user.pk).update(is_active=True)
            _record("unban", user, by, reason)
    return found


def present_ban(user: User) -> Ban | None:
    """Return the ban that keeps somebody out; one that is over is lifted now."""
    found = Ban.objects.filter(user=user).first()
    if found is not None and found.until is not None and found.until <= timezone.now():
        unban(user)
        return None
    return found


def lift_expired() -> None:
    """Lift the bans whose time is over, some at a time."""
    for over in Ban.objects.filter(until__lte=timezone.now()).select_related("user")[:MOST_AT_ONCE]:
        unban(over.user)


def confirm_address(user: User, reason: str = "", *, by: User) -> None:
    """Count the address somebody waits to confirm as theirs, without a mail; Conflict where there is none to be had."""
    with transaction.atomic():
        address = EmailAddress.objects.filter(user=user, verified=False).order_by("-pk").first()
        if address is None or not give_address(address):
            raise Conflict("There is no address that could be confirmed.")
        address.set_verified()
        address.set_as_primary()
        EmailAddress.objects.filter(user=user).exclude(pk=address.pk).delete()
        _record("confirm_address", user, by, f"{address.email} {reason}".strip())


def sign_out_everywhere(user: User, reason: str = "", *, by: User) -> int:
    """End all sessions of somebody; return how many there were."""
    with transaction.atomic():
        count = end_all_sessions(user.pk)
        _record("sign_out", user, by, reason)
    return count


def switch_two_steps_off(user: User, reason: str = "", *, by: User) -> None:
    """Let somebody in with the password alone again, who lost phone and codes; Forbidden as for a ban.

    They hear of it by mail: it may have been somebody else who asked for it.
    """
    from accounts.adapter import AccountAdapter  # which asks here whether somebody is banned

    _may(by, user)
    with transaction.atomic():
        if not Authenticator.objects.filter(user=user).delete()[0]:
            raise Conflict("There is no second step.")
        _record("two_steps_off", user, by, reason)
        transaction.on_commit(lambda: AccountAdapter().send_notification_mail("mfa/email/totp_deactivated", user))


def _may(by: User | None, user: User) -> None:
    if by is not None and by.pk == user.pk:
        raise Forbidden("self", "That is you.")
    if by is not None and user.is_superuser and not by.is_superuser:
        raise Forbidden("role", "An administrator is banned by administrators only.")


def _record(action: str, user: User, by: User | None, reason: str) -> None:
    record(action, by=by, subject_id=user_name(user.pk), subject=str(user), reason=reason)
