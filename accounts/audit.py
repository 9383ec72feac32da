"""The audit log: one line for each thing the staff does to others."""

from __future__ import annotations

from accounts.models import AuditEntry, User

SITE = "—"  # what happens by itself, at its time


def record(action: str, *, by: User | None, subject_id: str, subject: str, reason: str = "") -> AuditEntry:
    """Write down what was done; call it inside the transaction that does it. `by` is None for the site itself."""
    who = (by.pk, str(by)) if by else (None, SITE)
    longest = AuditEntry._meta.get_field("actor").max_length, AuditEntry._meta.get_field("subject").max_length
    return AuditEntry.objects.create(
        actor_id=who[0],
        actor=who[1][: longest[0]],
        action=action,
        subject_id=subject_id,
        subject=subject[: longest[1]],
        reason=reason,
    )
