"""What the robot has still to say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import User


class Errand(models.Model):
    """Something to be answered, or to be said at its time; deleted in the transaction that says it.

    Whoever takes it moves `due_at` ahead, so that another process takes it up if this one dies.
    """

    client_id = models.CharField(max_length=60, unique=True)  # of the answer: it is never said twice
    conversation = models.ForeignKey("chat.Conversation", models.CASCADE, related_name="+")
    seq = models.BigIntegerField()  # of the question
    asker = models.ForeignKey(User, models.CASCADE, related_name="+")
    body = models.CharField(max_length=1000, blank=True)  # what to say; empty: it is a question
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)  # how often it was taken

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asker", "due_at"], name="errands_of_one")]

    def __str__(self) -> str:
        return self.client_id
