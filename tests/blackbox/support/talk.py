"""Reading a conversation from outside: its history, and what a socket was pushed of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .browser import Browser
from .device import Device
from .frames import Row, check_rows
from .replica import seq_of
from .wire import Wire


def row_pushed(wire: Wire, stream: str, key: str, **fields: str) -> Row:
    """Wait for an update of a stream that brings this row, with these values."""

    def found(frame: Row) -> list[Row]:
        rows = frame.get("rows", ()) if frame.get("stream") == stream else ()
        return [row for row in rows if row["key"] == key and fields.items() <= row.items()]

    while not (rows := [row for frame in wire.pushed for row in found(frame)]):
        wire.pushed.append(wire.receive())
    return rows[-1]


def history(browser: Browser, chat: str) -> list[Row]:
    """Return all messages of a conversation by seq, fetched page after page."""
    rows: list[Row] = []
    more = True
    while more:
        before = {"before": seq_of(rows[0])} if rows else {}
        page = browser.get(f"conversations/{chat}/messages", limit=100, **before)
        assert page.status_code == 200, page.text
        rows = page.json()["rows"] + rows
        more = page.json()["more"]
    check_rows(rows)
    return rows


def stored_once(browser: Browser, chat: str, devices: Iterable[Device]) -> int:
    """Return how many messages of these devices are stored, each where its acknowledgement said, each once."""
    return each_once(history(browser, chat), list(devices))


def each_once(rows: Iterable[Row], devices: Sequence[Device]) -> int:
    """Return how many of these messages come from these devices, each where its acknowledgement said, each once."""
    stored = [row for row in rows if "client_id" in row]
    keys = [(row["author"], row["client_id"]) for row in stored]
    assert len(keys) == len(set(keys)), "a message is there twice"
    seqs = {row["client_id"]: seq_of(row) for row in stored}
    for device in devices:
        for client_id, (_, seq) in device.acknowledged.items():
            assert seqs.get(client_id) == seq, f"acknowledged as {seq}, stored as {seqs.get(client_id)}"
    return sum(row["client_id"] in device.sent for row in stored for device in devices)
