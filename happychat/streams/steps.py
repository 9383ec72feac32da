"""What one committed change of one stream tells everybody: a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from happychat.frames import Frame

MAX_FRAME_BYTES = 256 * 1024
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attach:
    """Join a person's sockets to an audience before the step's frame; they see messages from `floor` on.

    `version` is the stream's of the audience where the membership was seen: steps up to it are known to who joins.
    `ask` is the stream where who joins may have missed that they had left: what they hold is not theirs any more, and
    they are told to ask for it.
    """

    user: int
    audience: str
    floor: int
    version: int
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Detach:
    """Take a person's sockets out of an audience after the step's frame.

    `version` is the audience's own where that is not the step's.
    """

    user: int
    audience: str
    version: int = 0


@dataclass(slots=True)
class Step:
    """One or more changes of a stream in a row, `prev` … `version`, and who hears of them.

    `stream` is the name on the wire, `last_seq` None where messages have no numbers (`me`).
    `hidden_from`: people whose frame goes without the message rows (a block in a direct conversation).
    `is_head`: it has too many rows to tell; the clients fetch them.
    """

    audience: str
    stream: str
    prev: int
    version: int
    rows: list[Row]
    last_seq: int | None = None
    attach: tuple[Attach, ...] = ()
    detach: tuple[Detach, ...] = ()
    hidden_from: tuple[int, ...] = ()
    is_head: bool = False
    _frames: dict[int, Frame] = field(default_factory=dict)
    _lowest: int | None = None

    @property
    def lowest_seq(self) -> int:
        """Return the lowest message number in the rows; 0 when there is none."""
        if self._lowest is None:
            self._lowest = min((seq for row in self.rows if (seq := message_seq(row))), default=0)
        return self._lowest

    def frame(self, floor: int = 0) -> Frame:
        """Return the update for those who see messages from `floor` on; encoded once for each floor that matters."""
        lowest = self.lowest_seq
        if not lowest or floor <= lowest:
            floor = 0
        if floor not in self._frames:
            self._frames[floor] = Frame(self._encode(self._visible(floor)))
        return self._frames[floor]

    def _visible(self, floor: int) -> list[Row]:
        return [row for row in self.rows if not (seq := message_seq(row)) or seq >= floor] if floor else self.rows

    def _encode(self, rows: list[Row]) -> bytes:
        update: dict[str, Any] = {"type": "update", "stream": self.stream, "prev": self.prev, "version": self.version}
        if self.last_seq is not None:
            update["last_seq"] = self.last_seq
        data = b"" if self.is_head else orjson.dumps({**update, "rows": rows})
        if self.is_head or len(data) > MAX_FRAME_BYTES:
            return head_frame({self.stream: [self.version, *([] if self.last_seq is None else [self.last_seq, 0])]})
        return data

    def parts(self) -> list[Step]:
        """Return the step cut between two versions where it is too large for a frame; one version is never cut."""
        if self.version - self.prev < 2 or self.is_head or self.frame().is_update:
            return [self]  # nearly always
        middle = (self.prev + self.version) // 2
        early = [row for row in self.rows if row["version"] <= middle]
        late = [row for row in self.rows if row["version"] > middle]
        return [
            *replace(self, version=middle, rows=early, detach=(), _frames={}, _lowest=None).parts(),
            *replace(self, prev=middle, rows=late, attach=(), _frames={}, _lowest=None).parts(),
        ]

    def packed(self) -> dict[str, Any]:
        """Return the step as plain data, for another process."""
        return {
            "audience": self.audience,
            "stream": self.stream,
            "prev": self.prev,
            "version": self.version,
            "rows": self.rows,
            "last_seq": self.last_seq,
            "attach": [[a.user, a.audience, a.floor, a.version] for a in self.attach],
            "detach": [[d.user, d.audience, d.version] for d in self.detach],
            "hidden_from": list(self.hidden_from),
        }

    @classmethod
    def unpacked(cls, data: dict[str, Any]) -> Step:
        """Return the step that `packed` wrote."""
        return cls(
            **{
                **data,
                "attach": tuple(Attach(*a) for a in data["attach"]),
                "detach": tuple(Detach(*d) for d in data["detach"]),
                "hidden_from": tuple(data["hidden_from"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Signal:
    """A word to an audience that is never stored: not to the people in `but`, and to `only` one where that is set."""

    audience: str
    frame: bytes
    but: tuple[int, ...] = ()
    only: int | None = None


def signal_frame(stream: str, event: str, ttl: int, **fields: Any) -> bytes:
    """Return the frame of a signal."""
    return orjson.dumps({"type": "signal", "stream": stream, "event": event, "ttl": ttl, **fields})


def message_seq(row: Row) -> int:
    """Return the number of a message row; 0 for every other row."""
    key: str = row["key"]
    return int(key[8:]) if key.startswith("message:") else 0


def head_frame(heads: dict[str, list[int]]) -> bytes:
    """Return the frame that says: you may be behind."""
    return orjson.dumps({"type": "head", "heads": heads})


def joined(steps: Iterable[Step]) -> list[Step]:
    """Join steps of one stream that follow each other into one frame, each key once with its newest row.

    Never past a step that ends a membership, or that some of the audience may not see whole.
    """
    steps = list(steps)
    if len({step.audience for step in steps}) == len(steps):
        return steps
    chains: list[list[Step]] = []
    last: dict[str, list[Step]] = {}
    for step in steps:
        chain = last.get(step.audience)
        if chain is not None and _continues(chain[-1], step):
            chain.append(step)
        else:
            last[step.audience] = [step]
            chains.append(last[step.audience])
    return [chain[0] if len(chain) == 1 else _together(chain) for chain in chains]


def _continues(before: Step, after: Step) -> bool:
    return (
        before.version == after.prev
        and not before.detach
        and not after.attach
        and before.hidden_from == after.hidden_from
    )


def _together(chain: list[Step]) -> Step:
    newest = {row["key"]: row for step in chain for row in step.rows}
    last = chain[-1]
    return replace(
        chain[0],
        version=last.version,
        rows=list(newest.values()),
        last_seq=last.last_seq,
        detach=last.detach,
        _frames={},
        _lowest=None,
    )
