"""What the tests outside share: how long they may take, and the watches that run beside them."""

from __future__ import annotations

import logging

import pytest

from .support.patience import Watch


def pytest_configure() -> None:
    """Keep the log of the client's own requests out of the reports."""
    logging.getLogger("httpx").setLevel(logging.WARNING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let no test of this folder hang for longer than two minutes."""
    for item in items:
        if "blackbox" in item.nodeid and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(120))


@pytest.fixture(scope="session", autouse=True)
def watches(request: pytest.FixtureRequest) -> dict[str, Watch]:
    """Start watching at once if a slow test is to run, so that the minute passes beside the others."""
    slow = [item for item in request.session.items if item.get_closest_marker("slow") and "blackbox" in item.nodeid]
    return {kind: Watch(kind) for kind in ("serve", "daphne")} if slow else {}
