"""`rows_since`: what a person misses of their streams, for sync, resets and polls alike."""

from __future__ import annotations

from typing import Any

import orjson

from happychat.streams.registry import ME, View, kind_of
from happychat.streams.steps import MAX_FRAME_BYTES, Row, message_seq

MAX_ROWS_BEHIND = 1000
MAX_ROWS_A_STEP = 100  # no step of `me` has more: so many are read beyond the limit to see where the version ends


def sync(user: int, have: dict[str, int], limit: int) -> dict[str, Any]:
    """Return `{"streams", "more"}`: for each stream of `have` nothing, an update, a reset or gone.

    The view (membership and version) is read before the rows and its version is the one claimed: newer rows are
    harmless to the client, a hole is impossible. `limit` rows and 256 KiB bound the reply; its first object always
    comes, and so does the first version in it, however many rows it has.
    """
    views = views_of(user, list(have))
    streams: list[dict[str, Any]] = []
    room = Room(limit)
    for stream, version in have.items():
        found = caught_up(views.get(stream), stream, version, room)
        if found is None:
            continue
        if not room.takes(found):
            return {"streams": streams, "more": True}
        streams.append(found)
        if room.cut:
            return {"streams": streams, "more": True}
    return {"streams": streams, "more": False}


def views_of(user: int, streams: list[str]) -> dict[str, View]:
    """Return how the person sees each stream; those they may not see are left out."""
    views: dict[str, View] = {}
    if ME in streams:
        views |= kind_of(ME).views(user, [ME])
    others = [stream for stream in streams if stream != ME]
    if others:
        views |= kind_of(others[0]).views(user, others)
    return views


class Room:
    """The room left in one reply."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.bytes = MAX_FRAME_BYTES - 1024  # the reply's own braces
        self.cut = False
        self.empty = True

    def takes(self, found: dict[str, Any]) -> bool:
        """Count an object in; False when it does not fit and is not the first."""
        size = len(orjson.dumps(found))
        rows = len(found.get("rows", ()))
        if not self.empty and (size > self.bytes or rows > self.rows):
            return False
        self.empty = False
        self.bytes -= size
        self.rows -= rows
        return True


def caught_up(view: View | None, stream: str, have: int, room: Room) -> dict[str, Any] | None:
    """Return what brings a client from version `have` to the view's, cut to the room there is; None: nothing to say."""
    if view is None:
        return {"type": "gone", "stream": stream}
    if have == view.version:
        return reset(view, room) if have == 0 else None
    if have == 0 or have > view.version or have < view.began:
        return reset(view, room)
    most = MAX_ROWS_BEHIND + 1 if stream != ME else max(room.rows, 0) + MAX_ROWS_A_STEP + 1
    rows = rows_since(view, have, most)
    if stream != ME and len(rows) > MAX_ROWS_BEHIND:
        return reset(view, room)
    return update(view, have, rows, room) or reset(view, room)


def rows_since(view: View, version: int, limit: int) -> list[Row]:
    """Return the rows above `version` that the viewer may see, by version; one query per source."""
    rows: list[Row] = []
    for source in kind_of(view.stream).sources:
        rows += source.since(view, version, limit)
    rows.sort(key=lambda row: row["version"])
    return rows[:limit]


def reset(view: View, room: Room) -> dict[str, Any]:
    """Return everything a client should hold of the stream; only `me` may be cut, and then goes on in updates."""
    rows: list[Row] = []
    for source in kind_of(view.stream).sources:
        rows += source.whole(view)
    if view.stream == ME:
        rows.sort(key=lambda row: row["version"])
        rows, version = _cut(rows, view.version, room)
        return {"type": "reset", "stream": ME, "version": version, "rows": rows}
    rows = _newest_that_fit(rows)
    seqs = [seq for row in rows if (seq := message_seq(row))]
    return {
        "type": "reset",
        "stream": view.stream,
        "version": view.version,
        "last_seq": view.last_seq,
        "read_seq": view.read_seq,
        "first_seq": min(seqs, default=view.last_seq + 1),
        "rows": rows,
    }


def update(view: View, have: int, rows: list[Row], room: Room) -> dict[str, Any] | None:
    """Return an update from `have`, cut between two versions if it is too long; None: one step alone is too large."""
    kept, version = _cut(rows, view.version, room)
    if version <= have:
        return None
    found: dict[str, Any] = {"type": "update", "stream": view.stream, "prev": have, "version": version}
    if view.stream != ME:
        found["last_seq"] = view.last_seq
    return {**found, "rows": kept}


def _cut(rows: list[Row], version: int, room: Room) -> tuple[list[Row], int]:
    """Keep the rows that fit, whole versions only; return them and the version they bring a client to.

    The first version always fits by its number of rows: a client that asks for less would ask for ever.
    """
    kept: list[Row] = []
    size = 0
    for row in rows:
        size += len(orjson.dumps(row)) + 1
        is_first = not kept or row["version"] == kept[0]["version"]
        if (len(kept) >= room.rows and not is_first) or size > MAX_FRAME_BYTES - 2048:
            room.cut = True
            edge = row["version"]
            kept = [row for row in kept if row["version"] < edge]
            # Rows may be newer than the version that was read first; what else they came with may not be among them.
            return kept, min(edge - 1, version)
        kept.append(row)
    return kept, version


def _newest_that_fit(rows: list[Row]) -> list[Row]:
    """Leave out the oldest messages where a reset would be over a frame."""
    others = [row for row in rows if not message_seq(row)]
    messages = [row for row in rows if message_seq(row)]  # oldest first
    size = sum(len(orjson.dumps(row)) + 1 for row in others)
    first = len(messages)
    while first and (size := size + len(orjson.dumps(messages[first - 1])) + 1) < MAX_FRAME_BYTES - 4096:
        first -= 1
    return others + messages[first:]
