"""Django's SQLite backend with a queue at the start of each write transaction.

SQLite's busy handler is unfair: beside a busy writer another thread of the process can wait until its timeout. A turn
taken in order before BEGIN IMMEDIATE makes the longest wait that of the queue. Between processes SQLite's own lock
counts.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

TURN_TIMEOUT_S = 20.0


class Turns:
    """Let one thread at a time through, in the order they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self) -> None:
        """Wait for the turn; OperationalError when it does not come in time."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if not mine.wait(TURN_TIMEOUT_S):
            self._give_up(mine)

    def give(self) -> None:
        """Let the next one through."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def _give_up(self, mine: threading.Event) -> None:
        with self._lock:
            if not mine.is_set():
                self._waiting.remove(mine)
                raise OperationalError("database is locked: another transaction has not ended")


_turns: dict[str, Turns] = {}
_turns_lock = threading.Lock()


def _turns_of(name: str) -> Turns:
    with _turns_lock:
        return _turns.setdefault(name, Turns())


class DatabaseWrapper(base.DatabaseWrapper):
    """Take a turn for each write transaction, give it back when it ends however it ends."""

    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            # A failed COMMIT leaves the transaction open; the rollback that follows gives the turn back.
            if self.connection is None or not self.connection.in_transaction:
                self._give_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _take_turn(self) -> None:
        if not self._has_turn:
            _turns_of(str(self.settings_dict["NAME"])).take()
            self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turns_of(str(self.settings_dict["NAME"])).give()
