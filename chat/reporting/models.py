"""What people report, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Reason(models.TextChoices):
    """Name what a report may be about."""

    SPAM = "spam", _("spam")
    ABUSE = "abuse", _("abuse")
    SEXUAL = "sexual", _("sexual content")
    VIOLENCE = "violence", _("violence")
    ILLEGAL = "illegal", _("something illegal")
    OTHER = "other", _("something else")


class Decision(models.TextChoices):
    """Name what may come of a report."""

    DISMISSED = "dismissed", _("nothing to be done")
    REMOVED = "removed", _("message removed")
    BANNED = "banned", _("person banned")
    DISSOLVED = "dissolved", _("group dissolved")


class Report(models.Model):
    """Somebody asks the moderators to look at a message, a conversation or a person. Each target once by each."""

    reporter = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("reporter"))
    # What it is about in one word, a message by its conversation and number.
    target = models.CharField(max_length=60, editable=False)
    conversation = models.ForeignKey(
        "chat.Conversation", models.CASCADE, null=True, related_name="+", verbose_name=_("conversation")
    )
    seq = models.BigIntegerField(null=True)
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason.choices)
    text = models.CharField(_("text"), max_length=500, blank=True)
    evidence = models.TextField(_("as it was then"), blank=True)  # may be recalled before anybody looks
    at = models.DateTimeField(_("at"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=9, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [models.UniqueConstraint(fields=["reporter", "target"], name="one_report_each")]
        indexes: ClassVar = [models.Index(fields=["decision", "-id"], name="reports_to_decide")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.target}"
