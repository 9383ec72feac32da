"""Who makes the archives: one thread of each process, beside the loop, the writer and the readers."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection

from chat.actions.exporting import Claim, claim, finish, hold
from chat.exporting.building import build
from happychat.commands.errors import CommandError
from happychat.threads import only_read
from happychat.upkeep import on_writer

log = logging.getLogger(__name__)
EVERY_S = 2.0  # somebody looks whether an archive is wanted
TELL_S = 1.0
FOLDER = "exports"


class Lost(Exception):
    """Somebody else makes it now."""


class Exporter:
    """Make what people want, one archive after the other."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def started(self) -> None:
        """Begin on the running loop; repeats do nothing."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.get_loop() is not loop:
            self._task = loop.create_task(self._run())

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                claimed = await on_writer(claim)
                if isinstance(claimed, Claim):
                    await self._carry_out(claimed)
            except Exception:
                log.exception("an export failed")

    async def _carry_out(self, claimed: Claim) -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def write(work: Callable[[], Any]) -> Any:
            return asyncio.run_coroutine_threadsafe(on_writer(work), loop).result()

        def work() -> None:
            try:
                only_read()
                carry_out(claimed, write)
            except Exception:
                log.exception("an export failed")
            finally:
                connection.close()
                loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=work, name="exporter", daemon=True).start()
        await ended.wait()


def carry_out(claimed: Claim, write: Callable[[Callable[[], Any]], Any]) -> None:
    """Make an archive; `write` carries out work that writes to the database, and returns what it returns."""
    name = f"{FOLDER}/{claimed.export}.zip"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_suffix(".part")
    telling = _Telling(claimed, write)
    error = ""
    try:
        build(begun, claimed.owner, claimed.stream, claimed.locale, telling)
        begun.rename(path)
    except Lost:
        return
    except CommandError as refusal:
        error = refusal.code
    except Exception:
        log.exception("an export failed")
        error = "internal"
    if error:
        begun.unlink(missing_ok=True)
        name = ""
    if write(partial(finish, telling.held, name, error)) is not True:
        path.unlink(missing_ok=True)


class _Telling:
    """Say how far it is, at most once a second, and hear whether it is still wanted."""

    def __init__(self, claimed: Claim, write: Callable[[Callable[[], Any]], Any]) -> None:
        self.held, self._write, self._at = claimed, write, time.monotonic()

    def __call__(self, progress: int) -> None:
        if time.monotonic() - self._at < TELL_S:
            return
        self._at = time.monotonic()
        held = self._write(partial(hold, self.held, progress))
        if not isinstance(held, Claim):
            raise Lost
        self.held = held


exporter = Exporter()
