"""A client in forty lines: it holds rows, applies frames by R1 and R2, and asks the server when it is behind."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Self

import orjson

from happychat.frames import Frame
from happychat.ids import user_name
from happychat.streams import catching_up
from happychat.streams.registry import ME

Rows = dict[str, dict[str, Any]]


class Replica:
    """What one person's client holds; `limit` rows are asked for at a time. It is a sink of the layer."""

    since = 0.0
    caller = None

    def __init__(self, user: int, limit: int = 200) -> None:
        self.user = user
        self.limit = limit
        self.versions: dict[str, int] = {ME: 0}
        self.rows: dict[str, Rows] = {ME: {}}

    def deliver(self, frame: Frame) -> None:
        """Take a live frame."""
        data = orjson.loads(frame.data)
        if data["type"] == "update":
            self._update(data)
        elif data["type"] == "head":
            for stream, head in data["heads"].items():
                if head[0] > self.versions.get(stream, 0):
                    self.sync(stream)

    def signal(self, frame: Frame) -> None:
        """Take a signal, which is never kept."""

    def end(self, code: int) -> None:
        """Nobody closes a replica."""

    def sync(self, *streams: str) -> None:
        """Catch up with streams, as often as there is more."""
        have = {stream: self.versions.get(stream, 0) for stream in streams}
        for _ in range(10_000):
            reply = catching_up.sync(self.user, have, self.limit)
            assert reply["streams"] or not reply["more"], "more of nothing"
            for found in reply["streams"]:
                self._take(found)
            if not reply["more"]:
                return
            before, have = have, {stream: self.versions[stream] for stream in have if stream in self.versions}
            assert have != before, "the same question for ever"
        raise AssertionError("never ends")

    def begin(self) -> Self:
        """Fetch everything afresh."""
        self.sync(ME)
        return self

    def like(self, other: Replica) -> Self:
        """Begin with what another holds."""
        self.versions, self.rows = deepcopy((other.versions, other.rows))
        return self

    def catch_up(self) -> None:
        """Ask for what is missing of everything held."""
        self.sync(ME, *(stream for stream in self.versions if stream != ME))

    def _take(self, found: dict[str, Any]) -> None:
        stream = found["stream"]
        if found["type"] == "gone":
            self._forget(stream)
        elif found["type"] == "reset":
            self.rows[stream], self.versions[stream] = {}, found["version"]
            self._apply(stream, found["rows"])
        else:
            self._update(found)

    def _update(self, update: dict[str, Any]) -> None:
        stream, local = update["stream"], self.versions.get(update["stream"], 0)
        if update["version"] <= local:
            return
        if update["prev"] > local or local == 0:
            self.sync(stream)
            return
        self.versions[stream] = update["version"]
        self._apply(stream, update["rows"])

    def _apply(self, stream: str, rows: list[dict[str, Any]]) -> None:
        held = self.rows[stream]
        changed = []
        for row in rows:
            if row["version"] > held.get(row["key"], {"version": 0})["version"]:
                held[row["key"]] = row
                changed.append(row)
        if stream == ME:
            for row in changed:
                self._mine(row)

    def _mine(self, row: dict[str, Any]) -> None:
        if row["key"].startswith("conversation:"):
            stream = row["key"].removeprefix("conversation:")
            if row.get("left") or row.get("waiting") or row.get("gone"):
                self._forget(stream)
            elif not self.versions.get(stream):
                self.sync(stream)
            floor = row.get("cleared", 0)
            for key in [key for key in self.rows.get(stream, {}) if 0 < _seq(key) <= floor]:
                del self.rows[stream][key]

    def _forget(self, stream: str) -> None:
        self.rows.pop(stream, None)
        self.versions.pop(stream, None)

    def shown(self) -> dict[str, Rows]:
        """Return what a person would see of it: without what is gone or left, read up to one's own newest message."""
        return {stream: self._shown(stream, rows) for stream, rows in self.rows.items()}

    def _shown(self, stream: str, rows: Rows) -> Rows:
        visible = {key: dict(row) for key, row in rows.items() if not (row.get("gone") or row.get("left"))}
        for key, row in visible.items():
            if stream == ME and key.startswith("conversation:"):
                read = row["read_seq"] = max(row["read_seq"], self._own_newest(key.removeprefix("conversation:")))
                row["mentions"] = [seq for seq in row.get("mentions", ()) if seq > read]
        return visible

    def _own_newest(self, stream: str) -> int:
        mine = user_name(self.user)
        return max(
            (_seq(key) for key, row in self.rows.get(stream, {}).items() if row.get("author") == mine), default=0
        )


def _seq(key: str) -> int:
    return int(key.removeprefix("message:")) if key.startswith("message:") else 0
