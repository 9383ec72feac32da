"""Whether who is connected to Daphne reads, and whether it is read: what ASGI itself cannot say there.

Daphne's `send` never waits; it keeps in memory whatever its peer does not take. The transport below tells its producer
when it is full, and that is what we register as. Other servers let `send` wait and need no brakes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Brakes:
    """A producer of Twisted's (IPushProducer), under one connection."""

    drained: Callable[[], None] | None = None
    clear = True  # the peer reads as fast as we write

    def __init__(self, protocol: Any) -> None:
        self._protocol: Any = protocol  # None when the connection is lost
        if getattr(protocol, "application_type", "http") == "websocket":
            protocol.unregisterProducer()  # the HTTP channel it came through, which would stop reading pongs too
        protocol.registerProducer(self, True)

    def hold(self) -> None:
        """Read no more until `go_on`: too much is under way."""
        if self._protocol is not None:
            self._protocol.transport.pauseProducing()

    def go_on(self) -> None:
        """Read again."""
        if self._protocol is not None:
            self._protocol.transport.resumeProducing()

    def release(self) -> None:
        """Brake no more: what is written from now on is the last."""
        if self._protocol is not None:
            self._protocol.unregisterProducer()
        self._protocol, self.drained, self.clear = None, None, True

    # What the transport calls

    def pauseProducing(self) -> None:  # noqa: N802  # Twisted's name
        """Remember that the peer does not keep up."""
        self.clear = False

    def resumeProducing(self) -> None:  # noqa: N802
        """Tell that the peer has caught up."""
        self.clear = True
        if self.drained is not None:
            self.drained()

    def stopProducing(self) -> None:  # noqa: N802
        """Let go: the connection is lost."""
        self._protocol = None


def brakes_under(send: Any) -> Brakes | None:
    """Return the brakes of a connection, by its `send`, where Daphne serves it."""
    protocol = next(iter(getattr(send, "args", ())), None)
    is_daphnes = type(protocol).__module__.startswith("daphne.") and hasattr(protocol, "registerProducer")
    return Brakes(protocol) if is_daphnes else None
