"""The sessions of Ann and Bob."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.conftest import session_of


@pytest.fixture
def a(ann: User) -> str:
    return session_of(ann)


@pytest.fixture
def b(bob: User) -> str:
    return session_of(bob)
