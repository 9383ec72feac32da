"""Room that runs out and comes back: a small file system where we may mount one, else a bound on what a file may be."""

from __future__ import annotations

import errno
import resource
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.blackbox.support.server import Server

DISK_BYTES = 48 * 1024 * 1024
BLOCK = 256 * 1024


class NotHere(Exception):
    """This machine does not let us take room away in this way."""


class Room(ABC):
    """Where a server keeps its data, and a way to have no room left there."""

    def __enter__(self) -> Self:
        return self

    @abstractmethod
    def __exit__(self, *_: object) -> None: ...

    @abstractmethod
    def move_in(self, server: Server) -> None:
        """Let a server that does not run yet keep its data here, and what it holds only for a moment."""

    @abstractmethod
    def take_away(self) -> None:
        """Leave no room."""

    @abstractmethod
    def give_back(self) -> None:
        """Leave room again."""


class SmallDisk(Room):
    """A file system in memory, filled with ballast: writes fail as on a full disk (ENOSPC)."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="happychat-disk-"))
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "happychat", str(self.folder)]
        tried = subprocess.run(mounting, capture_output=True, text=True, check=False)
        if tried.returncode:
            self.folder.rmdir()
            raise NotHere(f"no file system can be mounted: {tried.stderr.strip()}")

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
        self.folder.rmdir()

    def move_in(self, server: Server) -> None:
        """Move the data folder here, and the temporary files."""
        moved = Path(shutil.move(server.data, self.folder / "data"))
        server.data = moved
        (self.folder / "tmp").mkdir()
        server.settings |= {"HAPPYCHAT_DATA_DIR": str(moved), "TMPDIR": str(self.folder / "tmp")}

    def take_away(self) -> None:
        """Write ballast until not a byte more goes in."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (BLOCK, 4096, 1):
                with suppress(OSError):
                    while ballast.write(b"\0" * size):
                        pass

    def give_back(self) -> None:
        """Throw the ballast away."""
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


class NoGrowth(Room):
    """No file of the server's may be written to (EFBIG), by the bound an operator sets with `ulimit -f`."""

    def __init__(self) -> None:
        self._server: Server | None = None

    def __exit__(self, *_: object) -> None: ...

    def move_in(self, server: Server) -> None:
        """Stay where it is."""
        self._server = server

    def take_away(self) -> None:
        """Bound every file at nothing."""
        self._bound(0)

    def give_back(self) -> None:
        """Take the bound away."""
        self._bound(resource.RLIM_INFINITY)

    def _bound(self, size: int) -> None:
        assert self._server is not None
        assert self._server.process is not None
        resource.prlimit(self._server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def is_full(folder: Path) -> bool:
    """Tell whether not one byte can be written in a folder."""
    probe = folder / "probe"
    try:
        probe.write_bytes(b"\0")
    except OSError as error:
        return error.errno == errno.ENOSPC
    finally:
        with suppress(OSError):
            probe.unlink()
    return False
