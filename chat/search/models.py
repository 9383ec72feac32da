"""How far each conversation is indexed."""

from __future__ import annotations

from django.db import models


class Indexed(models.Model):
    """All messages of a conversation up to a number are in the index, as they are now."""

    conversation = models.OneToOneField("chat.Conversation", models.CASCADE, primary_key=True, related_name="+")
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.conversation_id} up to {self.seq}"
