"""People are counted at once in these tests."""

from __future__ import annotations

import pytest

from chat.presence import attendance as module
from chat.presence.attendance import Attendance


@pytest.fixture
def attendance(monkeypatch: pytest.MonkeyPatch) -> Attendance:
    """Have people counted, at once and without grace for those who load the page again."""
    monkeypatch.setattr(module, "GATHER_S", 0.02)
    monkeypatch.setattr(module, "GRACE_S", 0)
    return module.attendance
