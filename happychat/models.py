"""The ground's own tables."""

from __future__ import annotations

import secrets

from django.db import models


def new_epoch() -> str:
    """Return a word that says: this is another history."""
    return secrets.token_urlsafe(6)


class Epoch(models.Model):
    """Name this database's history: one row, changed by a restore, after which clients start cold."""

    value = models.CharField(max_length=16, default=new_epoch)

    def __str__(self) -> str:
        return self.value

    @classmethod
    def present(cls) -> str:
        """Return the present epoch; the first migration made it."""
        value: str = cls.objects.values_list("value", flat=True).get(pk=1)
        return value
