"""Who seeks somebody to talk with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User


class State(models.TextChoices):
    """Say where somebody's search stands."""

    NONE = "", "none"
    WAITING = "waiting"
    PAIRED = "paired"
    ENDED = "ended"


class Seeker(models.Model):
    """A person's search, the `match` row of their `me`: everybody has one at most.

    Read and written under the queue's lock only, which comes before all others.
    """

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.NONE, blank=True)
    since = models.DateTimeField(default=timezone.now)  # when they began to wait, or met
    tags = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    conversation = models.ForeignKey("chat.Conversation", models.SET_NULL, null=True, related_name="+")
    partner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # the present or the last one
    ended = models.CharField(max_length=4, blank=True)  # left, lost
    paused_until = models.DateTimeField(null=True)  # after several reports
    version = models.BigIntegerField(default=0, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["since"], name="seekers_waiting", condition=Q(state="waiting")),
            models.Index(fields=["conversation"], name="seekers_paired", condition=Q(state="paired")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state or 'does not seek'}"
