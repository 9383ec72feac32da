"""The small rows of `me`: a favourite, a reminder, a message to be sent later, an archive, a sticker."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User


class Kind(models.TextChoices):
    """Name what is kept; the beginning of the row's key."""

    FAVOURITE = "favourite"
    REMINDER = "reminder"
    SCHEDULED = "scheduled"
    EXPORT = "export"
    STICKER = "sticker"


class Kept(models.Model):
    """One row of one person, as their devices have it."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=80)  # the rest of the row's key: stream and seq, or a client_id
    data = models.JSONField(default=dict)  # the fields of the row
    due_at = models.DateTimeField(null=True)  # when something is to be done
    version = models.BigIntegerField(default=0, editable=False)
    gone = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "kind", "name"], name="one_row_each_key")]
        indexes: ClassVar = [
            models.Index(fields=["owner", "version"], name="kept_catch_up"),
            # Whether anybody still keeps a sticker is asked when somebody does no more.
            models.Index(fields=["name"], name="kept_stickers", condition=Q(kind="sticker")),
            models.Index(fields=["due_at"], name="kept_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"
