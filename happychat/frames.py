"""A frame on its way to many sockets: its text, and the same bytes as a WebSocket message, made once."""

from __future__ import annotations

import struct

TEXT_FINAL = 0x81  # FIN and opcode 1: an unfragmented text message


class Frame:
    """JSON text in UTF-8, framed at most once however many sockets it goes to."""

    __slots__ = ("_wire", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._wire: bytes | None = None

    @property
    def wire(self) -> bytes:
        """Return the unmasked WebSocket message of RFC 6455 (what servers send)."""
        if self._wire is None:
            self._wire = header(len(self.data)) + self.data
        return self._wire

    @property
    def is_update(self) -> bool:
        """Tell whether a `head` can stand for it."""
        return self.data.startswith(b'{"type":"update"')

    @property
    def is_ready(self) -> bool:
        """Tell whether it is the greeting."""
        return self.data.startswith(b'{"type":"ready"')

    @property
    def is_signal(self) -> bool:
        """Tell whether it may be lost."""
        return self.data.startswith(b'{"type":"signal"')

    def __len__(self) -> int:
        return len(self.data)


def header(length: int) -> bytes:
    """Return the header of an unmasked, uncompressed text message of that many bytes."""
    if length < 126:
        return struct.pack("!BB", TEXT_FINAL, length)
    if length < 1 << 16:
        return struct.pack("!BBH", TEXT_FINAL, 126, length)
    return struct.pack("!BBQ", TEXT_FINAL, 127, length)
