"""What groups have beyond a conversation: invitations, requests to join, and a log of who did what."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models import Conversation, Membership


class Group(Conversation):
    """A conversation that is a group, for the administration."""

    class Meta:
        proxy = True
        verbose_name = _("group")
        verbose_name_plural = _("groups")


class Member(Membership):
    """A membership of a group, for the administration."""

    class Meta:
        proxy = True
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return f"{self.user} · {self.conversation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Find invitations by what was handed out."""

    def of(self, code: str) -> InvitationQuerySet:
        """Keep the one of this code, if it lets anybody in now."""
        return self.filter(code_hash=hashed(code)).good()

    def good(self) -> InvitationQuerySet:
        """Keep those that let somebody in now."""
        in_time = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return self.filter(in_time, Q(uses=0) | Q(used__lt=F("uses")), revoked_at=None, conversation__closed=False)


class Invitation(models.Model):
    """A link that lets people into a group; its code is told once and kept hashed."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="invitations")
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    uses = models.IntegerField(default=0)  # 0: no end
    used = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation {self.pk}"


def new_code() -> str:
    """Return a code nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


def hashed(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


class JoinRequest(models.Model):
    """Somebody asks to join."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="requests")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=200, blank=True)  # to the group's question
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "user"], name="one_request_each")]

    def __str__(self) -> str:
        return f"{self.user_id} asks to join {self.conversation_id}"


class LogEntry(models.Model):
    """Who did what in a group, for its admins; written once and never changed."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="log", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    event = models.CharField(max_length=20)
    users = models.JSONField(default=list)  # keys
    text = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conversation", "id"], name="log_of_a_group")]

    def __str__(self) -> str:
        return f"{self.event} by {self.author_id} in {self.conversation_id}"
