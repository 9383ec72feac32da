"""Several processes of one site on one port: started, started again when they fall, stopped together."""

from __future__ import annotations

import logging
import signal
import subprocess
import time
from types import FrameType

from django.conf import settings

from happychat import logs
from happychat.ending import GONE_WITHIN_S
from happychat.serving import CANNOT_WORK

LOOK_EVERY_S = 0.2
STEADY_S = 30.0  # who falls sooner is started again after a pause
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0

log = logging.getLogger(__name__)


class Worker:
    """One process, and when it is to be started again."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._pause = 0.0
        self._due = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def look(self) -> int | None:
        """Start it where it is due; return its exit code where it fell."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._due:
                self._started = now
                self.process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603  # our own
            return None
        code = self.process.poll()
        if code is not None:
            is_steady = now - self._started > STEADY_S
            self._pause = 0.0 if is_steady else min(max(FIRST_PAUSE_S, self._pause * 2), LONGEST_PAUSE_S)
            self._due = now + self._pause
            self.process = None
            if code != CANNOT_WORK:
                log.warning("a worker ended with %s and is started again in %d s", code, self._pause)
        return code

    def let_go(self) -> None:
        """Tell it to end: its standard input does. So it also hears when the supervisor is killed."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def has_ended(self, within: float) -> bool:
        """Wait for it (seconds); tell whether it ended as it should. Who does not end is killed."""
        if self.process is None:
            return True
        try:
            return self.process.wait(within) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False


class Supervisor:
    """Keep so many workers running until a signal says stop."""

    def __init__(self, command: list[str], workers: int) -> None:
        self._workers = [Worker([*command, "--worker", str(number + 1)]) for number in range(workers)]
        self._is_leaving = False

    def run(self) -> int:
        """Return the exit code: 0 where every worker ended in order."""
        logs.configure()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)
        while not self._is_leaving:
            if CANNOT_WORK in [worker.look() for worker in self._workers]:
                self._leave()
                return CANNOT_WORK
            time.sleep(LOOK_EVERY_S)
        return self._leave()

    def _told(self, number: int, frame: FrameType | None) -> None:
        """Begin to go; who says it twice is obeyed at once."""
        if self._is_leaving:
            for worker in self._workers:
                if worker.process is not None:
                    worker.process.kill()
        self._is_leaving = True

    def _leave(self) -> int:
        for worker in self._workers:
            worker.let_go()
        deadline = time.monotonic() + settings.DRAIN_S + GONE_WITHIN_S + 1
        ended = [worker.has_ended(max(0.0, deadline - time.monotonic())) for worker in self._workers]
        return 0 if all(ended) else 1
