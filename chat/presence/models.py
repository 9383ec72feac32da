"""Processes that serve people, who is connected to which, and when people were last seen."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models

from accounts.models import User
from happychat.times import Ago

COUNTS_FOR = timedelta(seconds=60)  # a process unseen for longer counts no more, nor do its people


class ProcessQuerySet(models.QuerySet["Process"]):
    """Tell the living from the dead by the database's clock: those of the processes may differ by hours."""

    def alive(self) -> ProcessQuerySet:
        """Keep those that count."""
        return self.filter(seen_at__gt=Ago(COUNTS_FOR))

    def dead(self) -> ProcessQuerySet:
        """Keep those that do not."""
        return self.filter(seen_at__lte=Ago(COUNTS_FOR))


class Process(models.Model):
    """A process that has, or had, people connected to it."""

    id = models.CharField(primary_key=True, max_length=16)
    seen_at = models.DateTimeField()

    objects = ProcessQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Find who is here."""

    def counting(self) -> PresenceQuerySet:
        """Keep those of processes that are alive."""
        return self.filter(process__seen_at__gt=Ago(COUNTS_FOR))


class Presence(models.Model):
    """A person has one connection or more to a process."""

    # Without an index of its own: the constraint begins with it.
    process = models.ForeignKey(Process, models.CASCADE, related_name="presences", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="presences")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "user"], name="one_presence_each"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.process_id}"


class LastSeen(models.Model):
    """When a person's last connection to some process ended.

    Not a column of User, whose rows are saved whole by forms, nor of Mailbox, whose rows sends and reads lock.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="last_seen")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} at {self.at:%Y-%m-%d %H:%M}"
