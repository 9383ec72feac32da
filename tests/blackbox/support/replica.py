"""The client's half of the protocol, written from its text: rows by version, rules R1 and R2."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .frames import Frame, Row

ME = "me"


@dataclass
class Stream:
    """What is held of one stream; version 0 means nothing yet."""

    version: int = 0
    last_seq: int = 0
    read_seq: int = 0
    rows: dict[str, Row] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    held_back: list[Frame] = field(default_factory=list)
    told: int = 0  # the highest version any head spoke of

    @property
    def is_behind(self) -> bool:
        """Tell whether there is something to ask the server for."""
        return bool(self.held_back) or self.told > self.version

    def merge_numbers(self, frame: Frame) -> None:
        """Raise `last_seq` and `read_seq`: they never fall."""
        self.last_seq = max(self.last_seq, frame.get("last_seq", 0))
        self.read_seq = max(self.read_seq, frame.get("read_seq", 0))

    def update(self, frame: Frame) -> None:
        """R1: apply what joins on, drop what is old, hold back what leaves a gap."""
        if frame["version"] > self.version:
            if frame["prev"] <= self.version:
                self._take(frame)
                self._release()
            else:
                self.held_back.append(frame)

    def reset(self, frame: Frame, have: int) -> None:
        """Replace everything, unless something newer than the question came in between."""
        if frame["version"] > self.version or self.version == have:
            self.version = frame["version"]
            self.rows = {row["key"]: row for row in frame["rows"]}
            self.removed = {}
            self.merge_numbers(frame)
            self._release()

    def _take(self, frame: Frame) -> None:
        for row in frame["rows"]:
            self._upsert(row)
        self.version = frame["version"]
        self.merge_numbers(frame)

    def _upsert(self, row: Row) -> None:
        """R2: the higher version wins; `gone` removes."""
        key = row["key"]
        known = max(self.rows.get(key, {}).get("version", 0), self.removed.get(key, 0))
        if row["version"] > known:
            if row.get("gone"):
                self.rows.pop(key, None)
                self.removed[key] = row["version"]
            else:
                self.rows[key] = row

    def _release(self) -> None:
        waiting, self.held_back = sorted(self.held_back, key=lambda frame: int(frame["prev"])), []
        for frame in waiting:
            self.update(frame)

    @property
    def messages(self) -> list[Row]:
        """R3: return the messages by seq."""
        found = [row for key, row in self.rows.items() if key.startswith("message:")]
        return sorted(found, key=seq_of)


class Replica:
    """Everything one device holds: its `me` and its conversations."""

    def __init__(self) -> None:
        self.user = ""
        self.epoch = ""
        self.streams: dict[str, Stream] = {ME: Stream()}

    def ready(self, frame: Frame) -> None:
        """Begin a connection: another epoch discards what is held, heads say what is behind."""
        if self.epoch not in ("", frame["epoch"]):
            self.streams = {ME: Stream()}
        self.user, self.epoch = frame["user"], frame["epoch"]
        self.heads(frame["heads"])

    def heads(self, heads: dict[str, list[int]]) -> None:
        """Learn how far the streams are; a head only raises."""
        for name, (version, *numbers) in heads.items():
            stream = self.streams.setdefault(name, Stream())
            stream.told = max(stream.told, version)
            if numbers:
                stream.merge_numbers({"last_seq": numbers[0], "read_seq": numbers[1]})

    def push(self, frame: Frame) -> None:
        """Take in a frame that nobody asked for."""
        if frame["type"] == "update" and not self._has_left(frame["stream"]):
            self.streams.setdefault(frame["stream"], Stream()).update(frame)
            self._follow_me(frame["stream"])
        elif frame["type"] == "head":
            self.heads(frame["heads"])

    def answer(self, frame: Frame, have: int) -> None:
        """Take in one object of the reply of `sync`."""
        if frame["type"] == "gone":
            self.streams.pop(frame["stream"], None)
        elif frame["type"] == "reset":
            self.streams.setdefault(frame["stream"], Stream()).reset(frame, have)
            self._follow_me(frame["stream"])
        else:
            self.push(frame)

    def unread(self, name: str) -> int:
        """Return how many messages of a conversation this device calls unread."""
        return self.streams[name].last_seq - self.effective_read_seq(name)

    def effective_read_seq(self, name: str) -> int:
        """Return the highest of the row's mark, the head's mark and the newest message of one's own."""
        stream = self.streams[name]
        row = self.streams[ME].rows.get(f"conversation:{name}", {})
        own = [seq_of(message) for message in stream.messages if message["author"] == self.user]
        return max(int(row.get("read_seq", 0)), stream.read_seq, *own, 0)

    def view(self) -> dict[str, Any]:
        """Return what two equal clients agree on (reference.md 7.13)."""
        return {name: self._view_of(name) for name in self.streams if not self._has_left(name)}

    def _view_of(self, name: str) -> dict[str, Any]:
        stream = self.streams[name]
        rows = {key: dict(row) for key, row in stream.rows.items() if not row.get("left")}
        if name == ME:
            for key, row in rows.items():
                if key.startswith("conversation:"):
                    self._make_effective(key.removeprefix("conversation:"), row)
            return {"version": stream.version, "rows": rows}
        window = {seq_of(message) for message in stream.messages[-50:]}
        rows = {key: row for key, row in rows.items() if not key.startswith("message:") or seq_of(row) in window}
        read_seq = self.effective_read_seq(name)
        return {"version": stream.version, "last_seq": stream.last_seq, "read_seq": read_seq, "rows": rows}

    def _make_effective(self, name: str, row: Row) -> None:
        if name in self.streams:
            row["read_seq"] = self.effective_read_seq(name)
            row["mentions"] = [seq for seq in row.get("mentions", ()) if seq > row["read_seq"]]

    def _has_left(self, name: str) -> bool:
        return bool(self.streams[ME].rows.get(f"conversation:{name}", {}).get("left"))

    def _follow_me(self, name: str) -> None:
        if name == ME:
            for key, row in self.streams[ME].rows.items():
                conversation = key.removeprefix("conversation:")
                if conversation != key and not row.get("left") and not row.get("waiting"):
                    stream = self.streams.setdefault(conversation, Stream())
                    stream.told = max(stream.told, 1)


def seq_of(message: Row) -> int:
    """Return the number in a message's key."""
    return int(message["key"].removeprefix("message:"))
