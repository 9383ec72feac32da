"""A frame on its way to many sockets: JSON text as a WebSocket message, made once."""

from __future__ import annotations

import struct

TEXT_FINAL = 0x81  # FIN and opcode 1: an unfragmented text message


class Frame:
    """JSON text in UTF-8, framed once however many sockets it goes to.

    Its bytes are kept once: what waits for slow readers is bounded by its length.
    """

    __slots__ = ("_start", "wire")

    def __init__(self, data: bytes) -> None:
        front = header(len(data))
        self._start = len(front)
        self.wire = front + data  # an unmasked WebSocket message of RFC 6455 (what servers send)

    @property
    def data(self) -> bytes:
        """Return the text alone."""
        return self.wire[self._start :]

    @property
    def is_update(self) -> bool:
        """Tell whether a `head` can stand for it."""
        return self.wire.startswith(b'{"type":"update"', self._start)

    @property
    def is_ready(self) -> bool:
        """Tell whether it is the greeting."""
        return self.wire.startswith(b'{"type":"ready"', self._start)

    @property
    def is_signal(self) -> bool:
        """Tell whether it may be lost."""
        return self.wire.startswith(b'{"type":"signal"', self._start)

    def __len__(self) -> int:
        return len(self.wire) - self._start


def header(length: int) -> bytes:
    """Return the header of an unmasked, uncompressed text message of that many bytes."""
    if length < 126:
        return struct.pack("!BB", TEXT_FINAL, length)
    if length < 1 << 16:
        return struct.pack("!BBH", TEXT_FINAL, 126, length)
    return struct.pack("!BBQ", TEXT_FINAL, 127, length)
