"""Archives that people asked for."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User


def export_id() -> str:
    """Return a name nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


class Export(models.Model):
    """One archive: wanted, being made by whoever claimed it, or there until it expires."""

    id = models.CharField(primary_key=True, max_length=64, default=export_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    conversation = models.ForeignKey("chat.Conversation", models.CASCADE, null=True, related_name="+")  # null: all
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)  # who makes it says so again and again; silent for long, they died
    done = models.BooleanField(default=False)
    file = models.FileField(upload_to="exports/", max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner"], condition=Q(done=False), name="one_export_at_a_time")
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"
