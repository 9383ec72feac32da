"""Earlier wordings of messages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Wording(models.Model):
    """What a message said at a revision, until it was edited again."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="wordings", db_index=False)
    revision = models.IntegerField()
    body = models.TextField(blank=True)
    at = models.DateTimeField()  # since when

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "revision"], name="one_wording_each_revision")
        ]

    def __str__(self) -> str:
        return f"revision {self.revision} of message {self.message_id}"
