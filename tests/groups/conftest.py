"""Who is in the groups of these tests, and who is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from tests.groups.cast import Cast


@pytest.fixture
def cast(make_person: Callable[..., User]) -> Cast:
    return Cast(make_person)
