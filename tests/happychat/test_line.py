"""Frames on the wire: as the standard says, and none after the end."""

from __future__ import annotations

from typing import Any

import pytest

from happychat.frames import Frame, header
from happychat.line import Line


class Transport:
    """What a line writes to."""

    def __init__(self, *, closing: bool) -> None:
        self.written: list[bytes] = []
        self.is_closing = lambda: closing
        self.write = self.written.append


@pytest.mark.parametrize(
    ("closed", "written"), [("", [b"x"]), ("close_sent", []), ("disconnected", []), ("closing", [])]
)
def test_nothing_is_written_to_a_line_that_is_closed(closed: str, written: list[bytes]) -> None:
    line: Any = Line.__new__(Line)
    line.close_sent, line.disconnected = closed == "close_sent", closed == "disconnected"
    line.transport = Transport(closing=closed == "closing")

    line.write(b"x")

    assert line.transport.written == written


@pytest.mark.parametrize("length", [0, 125, 126, 65535, 65536, 300_000])
def test_a_frame_is_framed_as_the_standard_says(length: int) -> None:
    wire = Frame(b"x" * length).wire

    assert wire == header(length) + b"x" * length
    assert wire[0] == 0x81
    assert wire[1] == (length if length < 126 else 126 if length < 65536 else 127)
