"""The counter every stream has."""

from __future__ import annotations

from django.db import models


class VersionedStream(models.Model):
    """Hold a stream's version; only `streams.advance` writes it."""

    version = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
