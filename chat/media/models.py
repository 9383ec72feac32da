"""Which messages show which files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Attached(models.Model):
    """A file in a message: who may see the message may fetch it."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="+", db_index=False)
    attachment = models.ForeignKey("chat.Attachment", models.CASCADE, related_name="attached")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "attachment"], name="one_attachment_once_a_message")
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} in message {self.message_id}"
