"""What is kept beside polls, and the stickers of groups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import User


class Vote(models.Model):
    """What one person has chosen in a poll. Rows say who only where the poll is not anonymous."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="votes", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    options = models.JSONField(default=list)  # indexes, ascending

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "user"], name="one_vote_each")]

    def __str__(self) -> str:
        return f"a vote in message {self.message_id}"


class PackSticker(models.Model):
    """A sticker a group keeps for its members; `Conversation.stickers` shows it."""

    conversation = models.ForeignKey("chat.Conversation", models.CASCADE, related_name="+", db_index=False)
    attachment = models.ForeignKey("chat.Attachment", models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "attachment"], name="one_sticker_once_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} of {self.conversation_id}"


class Closing(models.Model):
    """When an open poll closes by itself."""

    message = models.OneToOneField("chat.Message", models.CASCADE, primary_key=True, related_name="closing")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"message {self.message_id} closes at {self.at}"
