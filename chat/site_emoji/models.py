"""A picture that stands for `:name:`."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 256 * 1024


class SiteEmoji(models.Model):
    """One emoji of the site's own."""

    name = models.CharField(
        _("name"),
        max_length=32,
        unique=True,
        help_text=_("Small letters, digits and _, as people write it between two colons."),
        validators=[RegexValidator(r"^[a-z0-9_]{2,32}\Z", _("Two to 32 small letters, digits or _."))],
    )
    picture = models.BinaryField(editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)  # in its address: another picture has another

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("emoji of the site")
        verbose_name_plural = _("emoji of the site")

    def __str__(self) -> str:
        return f":{self.name}:"
