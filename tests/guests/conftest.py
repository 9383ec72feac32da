"""The world guests come into."""

from __future__ import annotations

import pytest

from happychat.models import Epoch


@pytest.fixture(autouse=True)
def _begun(db: None) -> None:
    """Begin with a history, which the test before took along."""
    Epoch.objects.get_or_create(pk=1)
